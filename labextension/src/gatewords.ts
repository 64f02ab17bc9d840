// The gate's words for why a kernel was not asked, and for what nobody could look at.

import type { TranslationBundle } from '@jupyterlab/translation';

import type { INote } from './gatenote';
import type { Unasked } from './kernelask';
import type { Unchecked } from './verdict';

export function unaskedWords(unasked: Unasked, trans: TranslationBundle): string {
  return {
    none: trans.__('there is no kernel to ask'),
    busy: trans.__('the kernel is busy'),
    language: trans.__('the kernel does not run Python'),
    slow: trans.__('the kernel did not answer in time'),
    silent: trans.__('the kernel cannot be asked'),
    server: trans.__('the server could not judge it with the kernel')
  }[unasked];
}

/** What was not looked at, why, and what to do. */
export function uncheckedWords(unchecked: Unchecked, patience: number, trans: TranslationBundle): string {
  if (unchecked.kind === 'slow') {
    return trans.__('The server has not answered within %1 ms. What it says is shown here once it comes.', patience);
  }
  const reason = unchecked.reason || trans.__('Nobody could look at it');
  const next = trans.__('Run the cell again to check it again.');
  return unchecked.kind === 'partly'
    ? trans.__('Not all of this notebook could be checked: %1. What was checked says nothing else.', reason)
    : `${reason.replace(/\.$/, '')}. ${next}`;
}

/** The note of a cell that ran although it was not looked at, or not in full. */
export function uncheckedNote(unchecked: Unchecked, patience: number, trans: TranslationBundle): INote {
  const title = {
    slow: trans.__('This cell was run before it was checked'),
    failed: trans.__('This cell was run unchecked'),
    partly: trans.__('This cell was run, and not all of it could be checked')
  }[unchecked.kind];
  return { mode: 'unchecked', title, basis: uncheckedWords(unchecked, patience, trans) };
}
