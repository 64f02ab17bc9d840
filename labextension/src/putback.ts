// The offer to put back what was taken out of a notebook's outputs: nothing is lost by cleaning.

import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

/** Say what happened; the notification stays until it is used or dismissed. */
export function offerBack(message: string, putBack: () => void, trans: TranslationBundle): void {
  Notification.info(message, {
    autoClose: false,
    actions: [{ label: trans.__('Put them back'), callback: putBack }]
  });
}
