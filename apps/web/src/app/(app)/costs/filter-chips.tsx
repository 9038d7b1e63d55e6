import { Group, Pill } from "@mantine/core";
import { costTypeWords, jobNameOf } from "@/components/records/record-words";
import type { RecordFilter } from "./view";

type FilterChipsProps = {
  filter: RecordFilter;
  /** The name of the job they are narrowed to, once a record has told it. */
  jobName: string | null | undefined;
  onChange: (filter: RecordFilter) => void;
  /** Called when a chip leaves with the focus in it. */
  onGone: () => void;
};

/** What the records are narrowed to, each with a way out. */
export function FilterChips({ filter, jobName, onChange, onGone }: FilterChipsProps) {
  const { costType, project, jobId } = filter;
  const without = (name: keyof RecordFilter) => {
    const { [name]: _gone, ...rest } = filter;
    onChange(rest);
    onGone();
  };
  const chip = (name: keyof RecordFilter, words: string) => (
    <Pill
      key={name}
      size="md"
      withRemoveButton
      onRemove={() => without(name)}
      removeButtonProps={{ "aria-label": `Remove the filter ${words}`, tabIndex: 0, "aria-hidden": false }}
    >
      {words}
    </Pill>
  );
  return (
    <Group gap="xs">
      {costType !== undefined && chip("costType", `Type: ${costTypeWords(costType)}`)}
      {project !== undefined && chip("project", `Project: ${project === "" ? "Unassigned" : project}`)}
      {jobId !== undefined && chip("jobId", `Job: ${jobNameOf(jobName, jobId)}`)}
    </Group>
  );
}
