/**
 * What Node takes beside the heap of JavaScript before a program has begun, as Linux counts it, and as much again for
 * buffers; measured with Node 24 on Linux.
 */
const besideHeapMegabytes = 1_024;

/**
 * Gives a command in front of Node that bounds what it takes outside of the heap of JavaScript, which Node bounds itself:
 * buffers above all, without whose limit one program takes the whole machine. Only Linux counts them so.
 * @see https://man7.org/linux/man-pages/man2/getrlimit.2.html RLIMIT_DATA, read 2026-12-01
 */
export function memoryLimit(heapMegabytes: number): readonly string[] {
  if (process.platform !== "linux") return [];
  const kilobytes = (heapMegabytes + besideHeapMegabytes) * 1_024;
  // A limit that is lower already cannot be raised, and holds.
  return ["/bin/sh", "-c", 'ulimit -d "$0" 2>/dev/null; exec "$@"', String(kilobytes)];
}
