// What a person decides about an item: an answer, or a waiver. The server checks both and says what is wrong with them.

import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useId, useState } from 'react';

import type { ChecklistModel } from './checklistmodel';
import type { Decision } from './client';
import type { IItem } from './shapes';

const LEAST = 30; // characters of an answer or a reason: a bare tick is none

interface IProps {
  item: IItem;
  model: ChecklistModel;
  done: () => void;
  trans: TranslationBundle;
}

export function AnswerForm({ item, model, done, trans }: IProps): JSX.Element {
  const [text, setText] = useDraft(model, `answer ${item.id} text`);
  const [person, setPerson] = useDraft(model, `answer ${item.id} person`, model.person);
  const decision: Decision = { kind: 'answer', item: item.id, text, person };
  return (
    <Form name={trans.__('Answer to %1', item.id)} label={trans.__('Keep the answer')} decision={decision} person={person} {...{ model, done, trans }}>
      <Field label={item.question || trans.__('Your answer')}>
        {id => (
          <textarea id={id} autoFocus required minLength={LEAST} maxLength={2000} rows={4} value={text} onChange={event => setText(event.target.value)} />
        )}
      </Field>
      <Field label={trans.__('Your name')}>
        {id => <input id={id} required maxLength={200} autoComplete="name" value={person} onChange={event => setPerson(event.target.value)} />}
      </Field>
    </Form>
  );
}

export function WaiverForm({ item, model, done, trans }: IProps): JSX.Element {
  const [reason, setReason] = useDraft(model, `waiver ${item.id} reason`);
  const [approver, setApprover] = useDraft(model, `waiver ${item.id} approver`);
  const [author, setAuthor] = useDraft(model, `waiver ${item.id} author`, model.person);
  const [until, setUntil] = useDraft(model, `waiver ${item.id} until`);
  const decision: Decision = { kind: 'waiver', item: item.id, reason, approver, author, until };
  return (
    <Form name={trans.__('Waiver of %1', item.id)} label={trans.__('Keep the waiver')} decision={decision} person={author} {...{ model, done, trans }}>
      <Field label={trans.__('Why the risk is accepted')}>
        {id => (
          <textarea id={id} autoFocus required minLength={LEAST} maxLength={2000} rows={3} value={reason} onChange={event => setReason(event.target.value)} />
        )}
      </Field>
      <Field label={trans.__('Who accepts it (not the author)')}>
        {id => <input id={id} required maxLength={200} value={approver} onChange={event => setApprover(event.target.value)} />}
      </Field>
      <Field label={trans.__('Whose notebook it is')}>
        {id => <input id={id} required maxLength={200} value={author} onChange={event => setAuthor(event.target.value)} />}
      </Field>
      <Field label={trans.__('Until (at most 180 days)')}>
        {id => <input id={id} type="date" required value={until} onChange={event => setUntil(event.target.value)} />}
      </Field>
    </Form>
  );
}

/** A field that keeps what was typed when its form is closed, filtered away, or left for another notebook. */
function useDraft(model: ChecklistModel, key: string, initial = ''): [string, (text: string) => void] {
  const { drafts } = model;
  const [text, setText] = useState(drafts.get(key) ?? initial);
  const keep = (typed: string): void => {
    drafts.set(key, typed);
    setText(typed);
  };
  return [text, keep];
}

/** Forget what was typed into a form: it is kept in the notebook by now, or nobody wants it. */
function forget(drafts: Map<string, string>, { kind, item }: Decision): void {
  [...drafts.keys()].filter(key => key.startsWith(`${kind} ${item} `)).forEach(key => drafts.delete(key));
}

function Field({ label, children }: { label: string; children: (id: string) => JSX.Element }): JSX.Element {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </>
  );
}

interface IFormProps {
  name: string;
  label: string;
  decision: Decision;
  person: string;
  model: ChecklistModel;
  done: () => void;
  trans: TranslationBundle;
  children: React.ReactNode;
}

function Form({ name, label, decision, person, model, done, trans, children }: IFormProps): JSX.Element {
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  return (
    <form
      className="mlsec-form"
      aria-label={name}
      onSubmit={event => {
        event.preventDefault();
        setBusy(true);
        model.person = person;
        const { drafts } = model;
        void model.decide(decision).then(told => {
          setBusy(false);
          setProblem(told);
          if (!told) {
            forget(drafts, decision);
            done();
          }
        });
      }}
    >
      {children}
      <p className="mlsec-remedy">
        {trans.__('At least %1 characters. It is kept in the notebook with the time, and goes stale when its ground changes.', LEAST)}
      </p>
      {problem && <p role="alert">{problem}</p>}
      <div className="mlsec-row-foot">
        <button type="submit" className="mlsec-fix" disabled={busy}>
          {label}
        </button>
        <button
          type="button"
          className="mlsec-why"
          onClick={() => {
            forget(model.drafts, decision);
            done();
          }}
        >
          {trans.__('Cancel')}
        </button>
      </div>
    </form>
  );
}
