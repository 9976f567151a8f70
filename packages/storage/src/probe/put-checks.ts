import { headObject } from '../operations/head-object.ts'
import {
  FIRST_BYTES,
  type Finding,
  no,
  OTHER_BYTES,
  type Probe,
  type PutAnswer,
  put,
  sha256Of,
  signPut,
  without,
  yes,
} from './probe.ts'

/**
 * What a presigned PUT holds its uploader to. A refusal counts only beside a PUT that was accepted, and only when HEAD
 * shows that nothing was stored: some stores answer an error after the bytes are in place.
 */

/** Enough to catch a store that looks first and writes later. */
const RACERS = 4

export async function conditionalPut(probe: Probe): Promise<Finding> {
  const key = `${probe.folder}conditional-put`
  const signed = await signPut(probe.signer, { key, ifNoneMatch: true })
  const first = await put(probe, signed, FIRST_BYTES)
  if (first.verdict !== 'accepted') return no(`The first PUT under If-None-Match was ${first.text}.`)
  const before = await headObject(probe.context, { key, versionId: null })

  const second = await put(probe, signed, OTHER_BYTES)
  // Exactly 412: clients read it as "something lies there already, maybe mine".
  if (second.status !== 412) return no(`A second PUT under If-None-Match was ${second.text}, not 412.`)
  const bare = { url: signed.url, headers: without(signed.headers, 'if-none-match') }
  const evading = await put(probe, bare, OTHER_BYTES)
  if (evading.verdict === 'accepted') return no(`Without its signed If-None-Match a PUT was ${evading.text}.`)
  const after = await headObject(probe.context, { key, versionId: null })
  if (before === null || after?.etag !== before.etag) return no('The refused PUT changed the object.')

  const winners = await race(probe)
  if (winners > 1) return no(`Of ${RACERS} PUTs at once under If-None-Match ${winners} were accepted.`)
  return yes(`A second PUT answered 412, one without the header ${evading.text}, and nothing changed.`)
}

async function race(probe: Probe): Promise<number> {
  const signed = await signPut(probe.signer, { key: `${probe.folder}race`, ifNoneMatch: true })
  const bodies = Array.from({ length: RACERS }, (_, index) => Uint8Array.of(index))
  const answers = await Promise.all(bodies.map(body => put(probe, signed, body)))
  return answers.filter(({ verdict }) => verdict === 'accepted').length
}

export async function refusesUnsignedHeaders(probe: Probe): Promise<Finding> {
  // Each of them gives an uploader more than we signed; the last one turns an upload into a copy of somebody's object.
  const unsigned = {
    'x-amz-meta-landfall-probe': '1',
    'x-amz-acl': 'private',
    'x-amz-tagging': 'landfall=probe',
    'x-amz-copy-source': `/${probe.context.bucket}/${probe.sourceKey}`,
  }
  const tries = Object.entries(unsigned).map(async ([name, value]) => {
    const key = `${probe.folder}unsigned-${name}`
    const signed = await signPut(probe.signer, { key })
    const answer = await put(probe, { ...signed, headers: { ...signed.headers, [name]: value } }, FIRST_BYTES)
    return { name, answer, isStored: await isStored(probe, key, answer) }
  })
  const accepted = (await Promise.all(tries)).filter(({ isStored }) => isStored)
  if (accepted.length === 0) return yes('PUTs with x-amz-* headers that nobody signed were refused.')
  return no(`Accepted though nobody signed them: ${accepted.map(({ name }) => name).join(', ')}.`)
}

export async function enforcesLength(probe: Probe): Promise<Finding> {
  const contentLengthBytes = FIRST_BYTES.byteLength
  const sign = (name: string) => signPut(probe.signer, { key: `${probe.folder}${name}`, contentLengthBytes })
  const exact = await put(probe, await sign('length-exact'), FIRST_BYTES)
  if (exact.verdict !== 'accepted') return no(`A PUT of exactly the signed length was ${exact.text}.`)

  const longer = new Uint8Array([...FIRST_BYTES, 0])
  const long = await put(probe, await sign('length-more'), longer)
  if (await isStored(probe, `${probe.folder}length-more`, long)) {
    return no(`A PUT one byte longer than signed was ${long.text}.`)
  }
  const chunked = await put(probe, await sign('length-none'), new Blob([longer]).stream())
  if (await isStored(probe, `${probe.folder}length-none`, chunked)) {
    return no(`A chunked PUT without a content-length was ${chunked.text}.`)
  }
  return yes(`One byte more than signed was ${long.text}, a chunked body ${chunked.text}.`)
}

export async function verifiesChecksum(probe: Probe): Promise<Finding> {
  const checksum = await sha256Of(FIRST_BYTES)
  const sign = (name: string) => signPut(probe.signer, { key: `${probe.folder}${name}`, checksum })
  const wrong = await put(probe, await sign('checksum-wrong'), OTHER_BYTES)
  if (await isStored(probe, `${probe.folder}checksum-wrong`, wrong)) {
    return no(`A body that differs from its signed SHA-256 was ${wrong.text}.`)
  }
  const signed = await sign('checksum-left-out')
  const bare = { url: signed.url, headers: without(signed.headers, 'x-amz-checksum-sha256') }
  const evading = await put(probe, bare, OTHER_BYTES)
  if (await isStored(probe, `${probe.folder}checksum-left-out`, evading)) {
    return no(`Without its signed checksum header a PUT was ${evading.text}.`)
  }
  const right = await put(probe, await sign('checksum-right'), FIRST_BYTES)
  if (right.verdict !== 'accepted') return no(`A body with the right SHA-256 was ${right.text}.`)
  const stored = await headObject(probe.context, {
    key: `${probe.folder}checksum-right`,
    versionId: null,
  })
  if (stored?.checksums.SHA256 !== checksum.value)
    return no('HEAD does not return the SHA-256 that was sent.')
  return yes(`A wrong SHA-256 was ${wrong.text}, and HEAD returns the right one.`)
}

async function isStored(probe: Probe, key: string, answer: PutAnswer): Promise<boolean> {
  if (answer.verdict === 'accepted') return true
  return (await headObject(probe.context, { key, versionId: null })) !== null
}
