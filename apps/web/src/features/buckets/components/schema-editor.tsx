'use client'

import { Segments } from '#ui/segments.tsx'
import { type BucketDraft, schemaOf } from '../bucket-draft.ts'
import { fieldsOf, problemsOf } from '../schema-draft.ts'
import { readSchemaText, writeSchemaText } from '../schema-json.ts'
import { SchemaFields } from './schema-fields.tsx'
import { SchemaTextEditor } from './schema-text-editor.tsx'

const VIEWS = [
  { value: 'fields', label: 'Fields' },
  { value: 'json', label: 'JSON' },
]

type SchemaEditorProps = {
  draft: BucketDraft
  /** Mistakes are told from the first try on; those of JSON at once. */
  isTried: boolean
  onChange(part: Partial<BucketDraft>): void
}

/** One schema in two views: rows for people, JSON for what the rows do not show. */
export function SchemaEditor({ draft, isTried, onChange }: SchemaEditorProps) {
  const { fields, schemaText } = draft
  const isText = schemaText !== null
  const text = isText ? readSchemaText(schemaText) : null
  const show = (view: string) => {
    if (view === 'json' && !isText) onChange({ schemaText: writeSchemaText(schemaOf(draft) ?? {}) })
    // Text that is no schema has no rows: it stays until it is mended.
    if (view === 'fields' && text?.schema)
      onChange({ schemaText: null, fields: fieldsOf(text.schema.properties) })
  }
  return (
    <fieldset className="grid gap-2 border-line border-t pt-4">
      <legend className="sr-only">Schema</legend>
      <div className="flex items-center justify-between gap-3">
        <span className="font-medium text-[13px]">Schema</span>
        <Segments
          label="View of the schema"
          value={isText ? 'json' : 'fields'}
          options={VIEWS}
          onChange={show}
        />
      </div>
      {text ? (
        <SchemaTextEditor
          text={schemaText ?? ''}
          problems={text.problems}
          onChange={next => onChange({ schemaText: next })}
        />
      ) : (
        <>
          <p className="text-[13px] text-muted">
            Optional. Fields that its objects have: what describes a file, or a file itself.
          </p>
          <SchemaFields
            path="field"
            fields={fields}
            problems={isTried ? problemsOf(fields) : new Map()}
            onChange={next => onChange({ fields: next })}
          />
        </>
      )}
    </fieldset>
  )
}
