// The item in the status bar: one glance says whether the notebook in front is clean, and a click shows why not.

import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import React from 'react';

import { shieldIcon } from './icons';
import { SEVERITIES } from './severity';
import type { IFindingsStore } from './tokens';
import { severityWord } from './words';

export class StatusItem extends ReactWidget {
  constructor(
    private readonly store: IFindingsStore,
    private readonly trans: TranslationBundle,
    private readonly open: () => void
  ) {
    super();
    this.id = 'mlsec-status';
    this.addClass('mlsec-status');
  }

  protected override render(): JSX.Element {
    return <UseSignal signal={this.store.changed}>{() => this.button()}</UseSignal>;
  }

  private button(): JSX.Element {
    const { state, text } = this.summary();
    this.node.dataset['state'] = state;
    return (
      <button type="button" onClick={this.open} title={this.trans.__('Show the security findings')} data-state={state}>
        <shieldIcon.react tag="span" width="14px" />
        <span>{text}</span>
      </button>
    );
  }

  private summary(): { state: string; text: string } {
    const { trans } = this;
    const findings = this.store.current;
    if (!findings) {
      return { state: 'none', text: trans.__('No notebook') };
    }
    const rows = findings.rows();
    const worst = SEVERITIES.find(severity => rows.some(row => row.finding.severity === severity));
    switch (findings.state) {
      case 'absent':
        return { state: 'absent', text: trans.__('Not checked') };
      case 'failed':
        return { state: 'failed', text: trans.__('Check failed') };
      case 'waiting':
      case 'checking':
        return { state: 'checking', text: trans.__('Checking…') };
      case 'incomplete':
        return { state: 'incomplete', text: trans.__('Partly checked, %1 found', rows.length) };
      case 'checked':
        return worst
          ? { state: worst, text: trans.__('%1 found, worst: %2', rows.length, severityWord(worst, trans)) }
          : { state: 'clean', text: trans.__('Nothing found') };
    }
  }
}
