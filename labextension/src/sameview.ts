// The checklist panel and the widget in the notebook, kept the same: each tells the other what it shows, in the page.
//
// The panel shows what the document says; the kernel behind a widget may know more (a frame that has changed since).

import type { IChecklist } from './shapes';

/** Said at a widget, with what its kernel says. */
export const FROM_WIDGET = 'jupyter-mlsec:kernel-checklist';
/** Said at a notebook, with what the panel shows of it. */
export const FROM_PANEL = 'jupyter-mlsec:checklist';

/**
 * The document's checklist with what only the kernel knows: an item that it calls stale stays so while the document
 * has no newer evidence for it.
 */
export function united(document: IChecklist, kernel: IChecklist | null): IChecklist {
  const stale = new Map(kernel?.items.filter(item => item.status === 'stale').map(item => [item.id, item]));
  const collected = (item?: { evidence: { collected: string }[] }): string =>
    JSON.stringify(item?.evidence.map(each => each.collected).sort());
  const items = document.items.map(item => {
    const known = stale.get(item.id);
    const isSame = known && !item.waiver && collected(known) === collected(item);
    return isSame ? { ...item, status: known.status, symbol: known.symbol, word: known.word, changed: known.changed } : item;
  });
  return { ...document, items };
}

/** Whether what a page says is a checklist at all; any script of the page could have said it. */
export function isChecklist(value: unknown): value is IChecklist {
  const { format, items } = (value ?? {}) as Partial<IChecklist>;
  return (
    format === 'mlsec-checklist/1' &&
    Array.isArray(items) &&
    items.every(item => typeof item?.id === 'string' && Array.isArray(item.evidence) && Array.isArray(item.changed))
  );
}
