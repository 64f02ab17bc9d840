// One item of the checklist: its state, what it rests on, what made it stale, and what to do next.

import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useRef, useState } from 'react';

import { AnswerForm, WaiverForm } from './checklistforms';
import type { ChecklistModel } from './checklistmodel';
import { nextStep } from './nextsteps';
import type { IEvidence, IItem, ISeen } from './shapes';
import { riskWord, statusWord } from './stages';

interface IProps {
  item: IItem;
  model: ChecklistModel;
  act: (code: string | null) => void;
  trans: TranslationBundle;
}

export function ChecklistItem({ item, model, act, trans }: IProps): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <li data-mlsec-item={item.id} data-status={item.status} className="mlsec-item">
      <details open={open} onToggle={event => setOpen(event.currentTarget.open)}>
        <summary>
          <span className={`mlsec-status-word mlsec-status-${item.status}`}>
            <span aria-hidden="true">{item.symbol}</span>
            {statusWord(item.status, trans)}
          </span>
          <code className="mlsec-rule">{item.id}</code>
          <span className="mlsec-risk" title={trans.__('How much is at risk')}>
            <span aria-hidden="true">{item.risk_symbol}</span> {riskWord(item.risk, trans)}
            <span className="mlsec-unseen"> {trans.__('risk')}</span>
          </span>
          <span className="mlsec-message">{item.title}</span>
        </summary>
        {open && <Details item={item} model={model} act={act} trans={trans} />}
      </details>
    </li>
  );
}

function Details({ item, model, act, trans }: IProps): JSX.Element {
  const { answer, waiver, changed, evidence } = item;
  return (
    <div className="mlsec-evidence">
      {changed.length > 0 && (
        <p className="mlsec-changed">
          {item.status === 'stale' ? trans.__('Stale: %1', changed.join('; ')) : trans.__('Note: %1', changed.join('; '))}
        </p>
      )}
      {evidence.map((each, n) => (
        <Evidence key={`${each.probe} ${n}`} evidence={each} seen={item.seen[n]} trans={trans} />
      ))}
      {answer && <p>{trans.__('Answered by %1 on %2: %3', answer.person, day(answer.time), answer.text)}</p>}
      {answer && <p className="mlsec-remedy mlsec-signed">{answer.signed}</p>}
      {waiver && <p>{trans.__('Waived by %1 until %2: %3', waiver.approver, day(waiver.expires), waiver.reason)}</p>}
      {waiver && <p className="mlsec-remedy mlsec-signed">{waiver.signed}</p>}
      {!evidence.length && !answer && !waiver && <p>{trans.__('There is no evidence yet.')}</p>}
      {item.asked_for_by.length > 0 && (
        <p className="mlsec-remedy">{trans.__('Asked for by: %1', item.asked_for_by.join(' · '))}</p>
      )}
      {item.unsettled && <Next item={item} model={model} act={act} trans={trans} />}
    </div>
  );
}

/** What to do about an item that is not settled: the cell that computes it, the export, or a person's decision. */
function Next({ item, model, act, trans }: IProps): JSX.Element {
  const [form, setForm] = useState<'answer' | 'waiver' | null>(null);
  const step = nextStep(item.next_step);
  const choose = (kind: 'answer' | 'waiver'): void => setForm(form === kind ? null : kind);
  const answer = useRef<HTMLButtonElement>(null);
  const waive = useRef<HTMLButtonElement>(null);
  const done = (): void => {
    (form === 'answer' ? answer : waive).current?.focus(); // the keyboard stays where it was
    setForm(null);
  };
  const props = { item, model, done, trans };
  return (
    <div className="mlsec-next">
      {item.next_step && <p>{trans.__('Next: %1', item.next_step)}</p>}
      <div className="mlsec-row-foot">
        {step?.kind === 'cell' && (
          <button type="button" className="mlsec-fix" onClick={() => act(step.code)}>
            {step.blanks.length ? trans.__('Insert the cell') : trans.__('Run it in a new cell')}
          </button>
        )}
        {step?.kind === 'export' && (
          <button type="button" className="mlsec-fix" onClick={() => act(null)}>
            {trans.__('Export a signed run')}
          </button>
        )}
        {item.answerable && (
          <button
            ref={answer}
            type="button"
            className="mlsec-fix"
            aria-expanded={form === 'answer'}
            onClick={() => choose('answer')}
          >
            {trans.__('Answer…')}
          </button>
        )}
        <button
          ref={waive}
          type="button"
          className="mlsec-why"
          aria-expanded={form === 'waiver'}
          onClick={() => choose('waiver')}
        >
          {trans.__('Waive…')}
        </button>
      </div>
      {form === 'answer' && <AnswerForm {...props} />}
      {form === 'waiver' && <WaiverForm {...props} />}
    </div>
  );
}

interface IEvidenceProps {
  evidence: IEvidence;
  seen: ISeen | undefined;
  trans: TranslationBundle;
}

function Evidence({ evidence, seen, trans }: IEvidenceProps): JSX.Element {
  const from = [evidence.probe, seen?.subject].filter(Boolean).join(' · ');
  return (
    <div>
      <p>
        {seen && <strong>{`${seen.symbol} ${seen.word}: `}</strong>}
        {evidence.summary}
      </p>
      {seen && seen.figures.length > 0 && (
        <table className="mlsec-numbers">
          <tbody>
            {seen.figures.map(({ name, value, interval, limit, meets }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{value}</td>
                <td>{interval}</td>
                <td>{limit && `${meets === null ? '' : meets ? '✓ ' : '✗ '}${limit}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {seen && seen.details.length > 0 && (
        <ul className="mlsec-details">
          {seen.details.map((text, n) => (
            <li key={n}>{text}</li>
          ))}
        </ul>
      )}
      <p className="mlsec-remedy">
        {from}, {trans.__('collected %1', new Date(evidence.collected).toLocaleString())}
        {evidence.expires && `, ${trans.__('valid until %1', day(evidence.expires))}`}
      </p>
    </div>
  );
}

function day(time: string): string {
  return new Date(time).toLocaleDateString();
}
