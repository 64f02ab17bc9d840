// What a verification of a signed run says, for a person: the verdict, what it proves, who signed, what is wrong.

import { MainAreaWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { exportIcon } from './icons';
import type { IVerification } from './shapes';

export function verificationPage(path: string, told: IVerification, trans: TranslationBundle): MainAreaWidget {
  const content = ReactWidget.create(<Page path={path} told={told} trans={trans} />);
  content.addClass('mlsec-verification');
  const widget = new MainAreaWidget({ content });
  widget.title.label = trans.__('Verification: %1', path.split('/').pop());
  widget.title.icon = exportIcon;
  widget.title.closable = true;
  return widget;
}

function Page(props: { path: string; told: IVerification; trans: TranslationBundle }): JSX.Element {
  const { path, told, trans } = props;
  const good = told.verdict === 'verified';
  return (
    <article aria-label={trans.__('Verification of %1', path)} data-verdict={told.verdict}>
      <h1>{path}</h1>
      <p className={`mlsec-verdict mlsec-status-word mlsec-status-${good ? 'pass' : 'fail'}`}>
        {good ? trans.__('Verified') : trans.__('Not verified')}
      </p>
      <p>
        {good
          ? trans.__('Trust level %1: %2.', told.trust_level, told.trust)
          : trans._n('%1 thing speaks against it.', '%1 things speak against it.', told.failures.length)}
      </p>
      {told.failures.length > 0 && (
        <ul>
          {told.failures.map(({ code, path: where, message }, n) => (
            <li key={n}>
              <strong>{message}</strong> <code>{where || code}</code>
            </li>
          ))}
        </ul>
      )}
      {told.signers.length > 0 && (
        <table>
          <caption>{trans.__('Who signed')}</caption>
          <thead>
            <tr>
              <th scope="col">{trans.__('Role')}</th>
              <th scope="col">{trans.__('Name')}</th>
              <th scope="col">{trans.__('Key')}</th>
            </tr>
          </thead>
          <tbody>
            {told.signers.map(({ role, identity, key }, n) => (
              <tr key={n}>
                <td>{role}</td>
                <td>{identity}</td>
                <td>
                  <code>{key}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p>
        {trans.__('Anybody can check it again, without this server:')} <code>mlsec verify {path.split('/').pop()}</code>
      </p>
    </article>
  );
}
