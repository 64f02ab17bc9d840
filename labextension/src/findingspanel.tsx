// The findings panel: what was found, filtered and used with the keyboard alone.

import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import React from 'react';

import type { IRowActions } from './findingrow';
import { FindingsList } from './findingslist';
import { shieldIcon } from './icons';
import type { PanelModel } from './panelmodel';

export class FindingsPanel extends ReactWidget {
  constructor(
    private readonly model: PanelModel,
    private readonly actions: IRowActions,
    private readonly trans: TranslationBundle
  ) {
    super();
    this.id = 'mlsec-findings';
    this.addClass('mlsec-panel');
    this.title.icon = shieldIcon;
    this.title.caption = trans.__('Security findings');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Security findings'));
    model.changed.connect(() => this.isVisible && this.update()); // nothing is drawn that nobody sees
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this.update();
  }

  /**
   * The keyboard is where the list is: at the row that was used last, or above it. The command palette gives the focus
   * back to the notebook when a command has been chosen, so that this has to come after it.
   */
  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const row = this.node.querySelector<HTMLElement>('[data-mlsec-finding][tabindex="0"]');
        (row ?? this.node.querySelector('select'))?.focus();
      })
    );
  }

  protected override render(): JSX.Element {
    return <FindingsList model={this.model} actions={this.actions} trans={this.trans} />;
  }
}
