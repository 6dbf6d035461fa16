import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Runs one project after the other, and within each the files that took longest first. Vitest keeps a worker, with the modules
 * that it has loaded, only while the next file is of the same project. The projects with few files come first, so that no
 * worker waits long at the end.
 */
export class ProjectByProject extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const counts = new Map<string, number>();
    for (const { project } of sorted) counts.set(project.name, (counts.get(project.name) ?? 0) + 1);
    const rank = ({ project }: TestSpecification) => counts.get(project.name) ?? 0;
    return sorted.sort(
      (one, other) => rank(one) - rank(other) || one.project.name.localeCompare(other.project.name),
    );
  }
}
