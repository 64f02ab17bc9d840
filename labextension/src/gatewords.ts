// The gate's words for why a kernel was not asked.

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Unasked } from './kernelask';

export function unaskedWords(unasked: Unasked, trans: TranslationBundle): string {
  return {
    none: trans.__('there is no kernel to ask'),
    busy: trans.__('the kernel is busy'),
    language: trans.__('the kernel does not run Python'),
    slow: trans.__('the kernel did not answer in time'),
    silent: trans.__('the kernel cannot be asked')
  }[unasked];
}
