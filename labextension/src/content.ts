// The notebook as a request's body: whole, or the sources alone with the rest left out where nobody asks for it.

import type { ISharedCell, ISharedNotebook } from '@jupyter/ydoc';
import type { ICell, INotebookContent, INotebookMetadata } from '@jupyterlab/nbformat';

import type { ISent } from './findings';
import { FORMAT, ignoredRecords, KEY } from './records';

/** `whole`: everything; `sources`: the text of every cell; a list: these cells in full, the others' text as context. */
export type Extent = 'whole' | 'sources' | readonly ISharedCell[];

export interface IBody {
  notebook: INotebookContent;
  cells?: number[];
  sent: ISent;
}

export function body(shared: ISharedNotebook, extent: Extent): IBody {
  const cells = [...shared.cells];
  const texts = cells.map(cell => cell.getSource());
  const wanted = typeof extent === 'string' ? null : new Set(extent);
  const isFull = (cell: ISharedCell): boolean => (wanted ? wanted.has(cell) : extent === 'whole');
  const all = cells.map((_, index) => index);
  const asked = wanted ? all.filter(index => wanted.has(cells[index]!)) : all;
  const notebook: INotebookContent = {
    nbformat: shared.nbformat,
    nbformat_minor: shared.nbformat_minor,
    metadata: (extent === 'whole' ? shared.metadata : heeded(shared.metadata)) as INotebookMetadata,
    cells: cells.map((cell, index) => (isFull(cell) ? (cell.toJSON() as ICell) : sourceOnly(cell, texts[index]!)))
  };
  const sent: ISent = { cells, texts, asked, complete: extent !== 'sources', metadata: extent === 'whole' };
  return wanted ? { notebook, cells: asked, sent } : { notebook, sent };
}

/** The part of the metadata that decides how cells are read: their language, and what is ignored in them. */
function heeded(metadata: Partial<INotebookMetadata>): Partial<INotebookMetadata> {
  const { kernelspec, language_info } = metadata;
  const records = ignoredRecords(metadata);
  return {
    ...(kernelspec && { kernelspec }),
    ...(language_info && { language_info }),
    ...(records.length && { [KEY]: { format: FORMAT, records } as never })
  };
}

function sourceOnly(cell: ISharedCell, source: string): ICell {
  const common = { id: cell.getId(), cell_type: cell.cell_type, metadata: {}, source };
  return (cell.cell_type === 'code' ? { ...common, execution_count: null, outputs: [] } : common) as ICell;
}
