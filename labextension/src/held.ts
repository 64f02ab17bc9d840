// What the server holds of the cells that were sent to it: a cell that it holds is not sent again.
//
// A request's text is put together by hand, for each cell is made into JSON once, and compared as that.

import type { INotebookContent } from '@jupyterlab/nbformat';

const MOST = 8_000_000; // characters of cells that are remembered
const SMALLEST = 100; // characters of a cell that is worth it, as the server sees it

/** A request, and the JSON texts of its cells. */
export interface IPacked {
  body: string;
  cells: readonly string[];
}

export class HeldCells {
  /** The JSON text of a request with this notebook; cells that are held are left out where `sparing`. */
  pack(request: object, notebook: INotebookContent, sparing: boolean): IPacked {
    const { cells, nbformat, nbformat_minor, metadata } = notebook;
    const texts = cells.map(cell => JSON.stringify(cell));
    const sent = texts.map(text => {
      const digest = sparing ? this.digest(text) : undefined;
      return digest === undefined ? text : JSON.stringify({ held: digest });
    });
    const rest = JSON.stringify({ ...request, hold: this.page }).slice(0, -1);
    const head = JSON.stringify({ nbformat, nbformat_minor, metadata }).slice(0, -1);
    return { body: `${rest},"notebook":${head},"cells":[${sent.join(',')}]}}`, cells: texts };
  }

  /** Take the digests that the server has told, by index. */
  learn({ cells }: IPacked, told: unknown): void {
    for (const [index, digest] of Object.entries((told ?? {}) as Record<string, unknown>)) {
      const text = cells[Number(index)];
      if (text !== undefined && text.length >= SMALLEST && typeof digest === 'string') {
        this.keep(text, digest);
      }
    }
  }

  /** The server holds something else, or nothing any more. */
  forget(): void {
    this.known.clear();
    this.size = 0;
  }

  private digest(text: string): string | undefined {
    const digest = text.length < SMALLEST ? undefined : this.known.get(text);
    if (digest !== undefined) {
      this.known.delete(text);
      this.known.set(text, digest); // the newest again
    }
    return digest;
  }

  private keep(text: string, digest: string): void {
    this.size += this.known.has(text) ? 0 : text.length;
    this.known.set(text, digest);
    for (const oldest of this.known.keys()) {
      if (this.size <= MOST) {
        break;
      }
      this.known.delete(oldest);
      this.size -= oldest.length;
    }
  }

  /** The name under which the server holds this page's cells: nobody else can know it. */
  private readonly page = Array.from(crypto.getRandomValues(new Uint8Array(16)), byte =>
    byte.toString(16).padStart(2, '0')
  ).join('');
  private readonly known = new Map<string, string>();
  private size = 0;
}
