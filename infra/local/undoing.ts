/** Builds something of parts that need an end. Its `stop` runs the ends in reverse, and so does a failed build. */
export async function undoing<T extends object>(
  build: (later: (undo: () => unknown) => void) => Promise<T>,
): Promise<T & { stop: () => Promise<void> }> {
  const ends: (() => unknown)[] = [];
  const stop = async () => {
    for (let end = ends.pop(); end; end = ends.pop()) await end();
  };
  try {
    const built = await build((undo) => void ends.push(undo));
    let stopping: Promise<void> | undefined;
    return Object.assign(built, { stop: () => (stopping ??= stop()) });
  } catch (error) {
    await stop();
    throw error;
  }
}
