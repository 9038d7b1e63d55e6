import { parseSync, Visitor, type CallExpression, type Expression } from "oxc-parser";

/** A test of a file: its titles from the outermost `describe` to its own, as they are written there, and whether it may run. */
export type Titled = { readonly titles: readonly string[]; readonly runs: boolean };

type Block = { titles: readonly string[]; runs: boolean; isTest: boolean };

const OFF = ["skip", "todo", "fails"];

/** All tests of a file, in order. One that is skipped by a condition may run, whatever the condition. */
export function testsIn(file: string, text: string): Titled[] {
  const { program, errors } = parseSync(file, text);
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`);
  const tests: Titled[] = [];
  const within: Block[] = [];
  const blocks = new Map<CallExpression, Block>();
  new Visitor({
    CallExpression(node) {
      const block = blockOf(node, text, within.at(-1));
      if (!block) return;
      blocks.set(node, block);
      within.push(block);
      if (block.isTest) tests.push({ titles: block.titles, runs: block.runs });
    },
    "CallExpression:exit"(node) {
      if (blocks.has(node)) within.pop();
    },
  }).visit(program);
  return tests;
}

function blockOf(node: CallExpression, text: string, outer: Block | undefined): Block | undefined {
  const [kind = "", ...modifiers] = namesIn(node.callee);
  const [title, options] = node.arguments;
  if (!["test", "it", "describe"].includes(kind) || !title) return undefined;
  const isText = title.type === "TemplateLiteral" || (title.type === "Literal" && typeof title.value === "string");
  if (!isText) return undefined;
  const optioned = options?.type === "ObjectExpression" ? text.slice(options.start, options.end) : "";
  const isOff = modifiers.some((name) => OFF.includes(name)) || /\b(?:skip|todo|fails)\b/.test(optioned);
  return {
    titles: [...(outer?.titles ?? []), text.slice(title.start + 1, title.end - 1).replaceAll("\\", "")],
    runs: !isOff && (outer?.runs ?? true),
    isTest: kind !== "describe",
  };
}

/** `test.skipIf(x).each(y)` is test, skipIf, each. */
function namesIn(callee: Expression): string[] {
  if (callee.type === "Identifier") return [callee.name];
  if (callee.type === "CallExpression") return namesIn(callee.callee);
  if (callee.type === "TaggedTemplateExpression") return namesIn(callee.tag);
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return [];
  return [...namesIn(callee.object), callee.property.name];
}
