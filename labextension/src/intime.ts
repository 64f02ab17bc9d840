// Waiting for an answer, and not for longer than somebody may be held up.

/** What a promise brings; what `late` says where that takes more than `limit` milliseconds. */
export async function inTime<T, L>(promise: Promise<T>, limit: number, late: () => L): Promise<T | L> {
  let timer = 0;
  const over = new Promise<L>(resolve => {
    timer = window.setTimeout(() => resolve(late()), Math.max(limit, 0));
  });
  try {
    return await Promise.race([promise, over]);
  } finally {
    window.clearTimeout(timer);
  }
}
