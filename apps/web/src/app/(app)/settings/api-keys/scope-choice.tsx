import { Button, Group } from "@mantine/core";
import { DEFAULT_KEY_SCOPES, type Scope } from "@pipeline/core/actor";

const CHOICES: readonly { label: string; scopes: readonly Scope[] }[] = [
  { label: "Trainer of jobs registered here", scopes: DEFAULT_KEY_SCOPES },
  { label: "Trainer that registers its own jobs", scopes: ["jobs:write", ...DEFAULT_KEY_SCOPES] },
];

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((scope) => b.includes(scope));

type ScopeChoiceProps = { scopes: readonly string[]; onChoose: (scopes: Scope[]) => void };

/** The usual sets of scopes, each in one click. */
export function ScopeChoice({ scopes, onChoose }: ScopeChoiceProps) {
  return (
    <Group gap="xs">
      {CHOICES.map((choice) => {
        const chosen = same(choice.scopes, scopes);
        return (
          <Button
            key={choice.label}
            size="xs"
            variant={chosen ? "light" : "default"}
            aria-pressed={chosen}
            onClick={() => onChoose([...choice.scopes])}
          >
            {choice.label}
          </Button>
        );
      })}
    </Group>
  );
}
