import { strictEqual } from 'node:assert/strict'
import fc from 'fast-check'
import type { TestInstallation } from '../../src/testing/index.ts'
import { agree, checkFinals, checkLimits } from './agree.ts'
import type { Model } from './model.ts'
import { type Op, type Step, TEXTS } from './ops.ts'
import type { Real } from './real.ts'

/** Steps for both; after each they have to have answered alike and to look alike. */
class StepsCommand implements fc.AsyncCommand<Model, Real> {
  readonly steps: Step[]
  readonly installation: TestInstallation

  constructor(installation: TestInstallation, steps: Step[]) {
    this.installation = installation
    this.steps = steps
  }

  check(model: Readonly<Model>): boolean {
    const [first] = this.steps
    return first !== undefined && isPossible(first, model)
  }

  async run(model: Model, real: Real): Promise<void> {
    for (const step of this.steps) if (isPossible(step, model)) await this.runStep(step, { model, real })
  }

  private async runStep(step: Step, { model, real }: { model: Model; real: Real }): Promise<void> {
    const before = model.uploads.map(({ status }) => status)
    strictEqual(await real.perform(step), model.apply(step), 'the answer')
    await agree(this.installation, { real, model })
    checkFinals(before, model)
    if (step.op.kind === 'create' && model.uploads.length > before.length) checkLimits(model, step.op)
  }

  toString(): string {
    return JSON.stringify(this.steps)
  }
}

/** Nothing can be done to an upload before there is one. */
const isPossible = ({ op: { kind } }: Step, { uploads }: Readonly<Model>) =>
  uploads.length > 0 || kind === 'create' || kind === 'limit'

const at = fc.nat({ max: 4 })
const size = fc.constantFrom(...new Set(TEXTS.map(({ length }) => length)))
const claimed = fc.constantFrom('none', 'right', 'right', 'wrong' as const)

const op: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('create' as const),
      size: fc.option(size, { freq: 4 }),
      createObject: fc.constantFrom(true, true, false),
      owner: fc.constantFrom('ada', null),
      sendsHeaders: fc.constantFrom(true, false, false),
      inParts: fc.constantFrom(true, false, false),
      sharesBytes: fc.constantFrom(true, true, false),
      n: fc.oneof(fc.constantFrom(1, 2), fc.nat(), fc.nat()),
      key: fc.constantFrom(null, null, null, null, 'k'),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('put' as const), at, text: fc.constantFrom(...TEXTS) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('confirm' as const), at, size: claimed, etag: claimed }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('renew' as const),
      at,
      size: fc.option(size, { nil: undefined }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), at, keepsBytes: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete object' as const), at }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('age' as const), at }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('expire' as const), at }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('sweep' as const), at }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('store event' as const),
      at,
      times: fc.constantFrom(1, 1, 2),
      isEarly: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('limit' as const),
      scope: fc.constantFrom('organization', 'bucket', 'owner' as const),
      field: fc.constantFrom('bytes', 'objects' as const),
      limit: fc.option(fc.nat({ max: 20 }), { freq: 3 }),
    }),
  },
)

const step: fc.Arbitrary<Step> = fc.record({ op, isLost: fc.nat({ max: 9 }).map(n => n === 0) })

const always = (ops: Op[]): Step[] => ops.map(one => ({ op: one, isLost: false }))

function wholeUpload({ text, owner, n }: { text: string; owner: string | null; n: number }): Op[] {
  const createObject = n % 4 > 0
  const how = { size: null, sendsHeaders: false, inParts: n % 5 === 1, sharesBytes: true, key: null }
  return [
    { kind: 'create', owner, n, createObject, ...how },
    { kind: 'put', at: -1, text },
    { kind: 'confirm', at: -1, size: 'right', etag: 'none' },
  ]
}

const file = { text: fc.constantFrom('ab', 'hello'), owner: fc.constantFrom('ada', null), n: fc.nat() }
const upload = fc.record(file).map(wholeUpload)

/** The same bytes twice, and one of the two lets go of them: chance alone seldom gets there. */
const twins = fc
  .record({ ...file, other: fc.nat(), at: fc.constantFrom(-1, -2), byUpload: fc.nat({ max: 3 }) })
  .map(({ other, at: which, byUpload, ...one }): Op[] => [
    ...wholeUpload(one),
    ...wholeUpload({ ...one, n: other }),
    byUpload === 0 ? { kind: 'cancel', at: which, keepsBytes: false } : { kind: 'delete object', at: which },
  ])

/** Its client finds something else than it sent and goes away: event and sweep come by, and perhaps the end. */
const refused = fc
  .record({ ...file, claim: fc.constantFrom('size', 'etag' as const), isLate: fc.boolean() })
  .map(({ claim, isLate, ...one }): Op[] => [
    ...wholeUpload(one).slice(0, -1),
    { kind: 'confirm', at: -1, size: 'none', etag: 'none', [claim]: 'wrong' },
    { kind: 'store event', at: -1, times: 1, isEarly: false },
    ...(isLate ? [{ kind: 'age', at: -1 } as const] : []),
    { kind: 'sweep', at: -1 },
  ])

export function commandsOn(installation: TestInstallation, maxCommands: number) {
  const steps = fc.oneof(
    { weight: 10, arbitrary: step.map(one => [one]) },
    { weight: 1, arbitrary: upload.map(always) },
    { weight: 1, arbitrary: twins.map(always) },
    { weight: 1, arbitrary: refused.map(always) },
  )
  return fc.commands([steps.map(some => new StepsCommand(installation, some))], { maxCommands, size: 'max' })
}
