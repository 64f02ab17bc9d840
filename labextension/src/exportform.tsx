// The form of an export: the notebook's parameters with their types, the key, and how long the run may take.

import { Dialog, ReactWidget, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IExportRequest } from './client';
import { IParameter, ParameterValue, read } from './parameters';

type Typed = Record<string, string>;

/** Ask for what a run needs; null where the person does not want one after all. Only what was changed is sent. */
export async function askExport(
  path: string,
  declared: IParameter[],
  trans: TranslationBundle
): Promise<IExportRequest | null> {
  const form = new ExportForm(declared, trans);
  const { button } = await showDialog({
    title: trans.__('Export %1 as a signed run', path),
    body: form,
    buttons: [Dialog.cancelButton(), Dialog.okButton({ label: trans.__('Run and sign') })]
  });
  return button.accept ? { path, ...form.getValue() } : null;
}

class ExportForm extends ReactWidget {
  constructor(
    private readonly declared: IParameter[],
    private readonly trans: TranslationBundle
  ) {
    super();
    this.addClass('mlsec-export');
    declared.forEach(({ name, value }) => (this.typed[name] = value));
  }

  getValue(): Omit<IExportRequest, 'path'> {
    const parameters: Record<string, ParameterValue> = {};
    for (const { name, type, value } of this.declared) {
      const typed = this.typed[name] ?? value;
      const given = typed === value ? null : read(type, typed);
      if (given !== null) {
        parameters[name] = given;
      }
    }
    return { parameters, key: this.key.trim(), timeout: 60 * (Number(this.minutes) || 0), measure: this.measure };
  }

  protected override render(): JSX.Element {
    const { trans, declared } = this;
    return (
      <>
        <p>{trans.__('It is saved, run from top to bottom in a kernel of its own, and signed.')}</p>
        {declared.length > 0 && (
          <fieldset>
            <legend>{trans.__('Parameters')}</legend>
            {declared.map(each => (
              <Parameter key={each.name} parameter={each} change={text => (this.typed[each.name] = text)} trans={trans} />
            ))}
          </fieldset>
        )}
        <label title={trans.__('As %mlsec measure does after the last cell; the evidence is part of the bundle')}>
          {trans.__('Measure its models and tables')}
          <input type="checkbox" defaultChecked={this.measure} onChange={event => (this.measure = event.target.checked)} />
        </label>
        <label>
          {trans.__('Key file (empty: your own key signs)')}
          <input className="jp-mod-styled" onChange={event => (this.key = event.target.value)} />
        </label>
        <label>
          {trans.__('Time limit in minutes (empty: as configured)')}
          <input
            className="jp-mod-styled"
            type="number"
            min={1}
            onChange={event => (this.minutes = event.target.value)}
          />
        </label>
      </>
    );
  }

  private readonly typed: Typed = {};
  private key = '';
  private minutes = '';
  private measure = false;
}

interface IProps {
  parameter: IParameter;
  change: (text: string) => void;
  trans: TranslationBundle;
}

function Parameter({ parameter, change, trans }: IProps): JSX.Element {
  const { name, type, value, help } = parameter;
  const number = type === 'int' ? { type: 'number', step: 1 } : type === 'float' ? { type: 'number', step: 'any' } : {};
  const label = type === 'other' ? name : trans.__('%1 (%2)', name, type);
  return (
    <label title={help}>
      {label}
      {type === 'bool' ? (
        <input type="checkbox" defaultChecked={value === 'True'} onChange={event => change(event.target.checked ? 'True' : 'False')} />
      ) : (
        <input className="jp-mod-styled" defaultValue={value} onChange={event => change(event.target.value)} {...number} />
      )}
    </label>
  );
}
