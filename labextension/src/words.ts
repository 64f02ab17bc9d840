// The words that panels, marks and the status item share.

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Place, Severity } from './shapes';

export function severityWord(severity: Severity, trans: TranslationBundle): string {
  return {
    critical: trans.__('Critical'),
    high: trans.__('High'),
    medium: trans.__('Medium'),
    low: trans.__('Low')
  }[severity];
}

export function placeWord(place: Place, trans: TranslationBundle): string {
  return {
    source: trans.__('source'),
    output: trans.__('output'),
    'cell-metadata': trans.__('cell metadata'),
    'notebook-metadata': trans.__('notebook metadata'),
    attachment: trans.__('attachment'),
    artifact: trans.__('file')
  }[place];
}
