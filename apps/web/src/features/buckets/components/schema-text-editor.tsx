'use client'

import { useId } from 'react'

type SchemaTextEditorProps = { text: string; problems: string[] | null; onChange(text: string): void }

export function SchemaTextEditor({ text, problems, onChange }: SchemaTextEditorProps) {
  const id = useId()
  return (
    <>
      <textarea
        aria-label="Schema as JSON"
        aria-describedby={id}
        aria-invalid={problems !== null}
        rows={12}
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        className="w-full resize-y rounded-md border border-line-strong bg-surface px-3 py-2 font-mono text-ink text-xs leading-5 aria-invalid:border-bad"
        value={text}
        onChange={event => onChange(event.target.value)}
      />
      <div id={id} role="status" className="text-[13px]">
        {problems ? (
          <ul className="grid gap-0.5 text-bad [overflow-wrap:anywhere]">
            {problems.map(problem => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        ) : (
          <p className="text-muted">It is valid. Keys that Landfall does not know are kept.</p>
        )}
      </div>
    </>
  )
}
