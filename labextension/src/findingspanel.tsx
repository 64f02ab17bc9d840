// The findings panel: what was found in the notebook in front, filtered and used with the keyboard alone.

import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import { UseSignal } from '@jupyterlab/ui-components';
import React from 'react';

import { FindingsList } from './findingslist';
import { shieldIcon } from './icons';
import type { IFindingsStore } from './tokens';

export class FindingsPanel extends ReactWidget {
  constructor(
    private readonly store: IFindingsStore,
    private readonly trans: TranslationBundle
  ) {
    super();
    this.id = 'mlsec-findings';
    this.addClass('mlsec-panel');
    this.title.icon = shieldIcon;
    this.title.caption = trans.__('Security findings');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Security findings'));
  }

  protected override render(): JSX.Element {
    return (
      <UseSignal signal={this.store.changed}>
        {() => <FindingsList store={this.store} trans={this.trans} />}
      </UseSignal>
    );
  }
}
