import { Paper, SimpleGrid, Skeleton, Stack } from "@mantine/core";
import { FigureSkeleton, LoadingWord, TableSkeleton } from "@/components/states/skeletons";

/** A job's page before its job. */
export function JobSkeleton() {
  return (
    <Stack gap="md">
      <LoadingWord what="the job" />
      <Skeleton height={28} width={260} />
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        {["cost", "estimate", "progress"].map((figure) => (
          <Paper key={figure} withBorder p="md">
            <FigureSkeleton />
          </Paper>
        ))}
      </SimpleGrid>
      <Paper withBorder p="md">
        <TableSkeleton columns={4} numeric={2} />
      </Paper>
    </Stack>
  );
}
