import { strictEqual } from 'node:assert/strict'
import fc from 'fast-check'
import type { TestInstallation } from '../../src/testing/index.ts'
import { agree, checkFinals, checkLimits } from './agree.ts'
import type { Model } from './model.ts'
import { type Op, type Step, TEXTS } from './ops.ts'
import type { Real } from './real.ts'

/** One step for both; afterwards they have to have answered alike and to look alike. */
class StepCommand implements fc.AsyncCommand<Model, Real> {
  readonly step: Step
  readonly installation: TestInstallation

  constructor(installation: TestInstallation, step: Step) {
    this.installation = installation
    this.step = step
  }

  check({ uploads }: Readonly<Model>): boolean {
    const { kind } = this.step.op
    return uploads.length > 0 || kind === 'create' || kind === 'limit'
  }

  async run(model: Model, real: Real): Promise<void> {
    const before = model.uploads.map(({ status }) => status)
    const said = await real.perform(this.step)
    strictEqual(said, model.apply(this.step), 'the answer')
    await agree(this.installation, { real, model })
    checkFinals(before, model)
    if (this.step.op.kind === 'create' && model.uploads.length > before.length)
      checkLimits(model, this.step.op)
  }

  toString(): string {
    return JSON.stringify(this.step)
  }
}

const at = fc.nat({ max: 5 })
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

export const commandsOn = (installation: TestInstallation, maxCommands: number) =>
  fc.commands([step.map(one => new StepCommand(installation, one))], { maxCommands, size: 'max' })
