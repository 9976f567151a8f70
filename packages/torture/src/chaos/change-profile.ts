import { PROFILES, type ProfileName } from '@landfall/local/s3'
import type { StormDeps } from './storm.ts'

/** Those that are not just like S3, and S3. */
const DIFFERENT = (Object.keys(PROFILES) as ProfileName[]).filter(
  name => name === 'aws' || PROFILES[name].length > 0,
)

/**
 * Another store over the same bytes. The product probes a store once a day and believes it for a minute more, and no
 * store really changes its nature; so what is believed is thrown away, and no client has a PUT under way that was signed
 * for the store before.
 */
export async function changeProfile({
  installation,
  database,
  random,
  figures,
}: StormDeps): Promise<ProfileName> {
  const { store, apis, workers } = installation
  const profile = random.pick(DIFFERENT)
  await Promise.all([store, ...apis, ...workers].map(part => part.kill()))
  installation.setProfile(profile)
  await database.pool.query('UPDATE store_probe SET invalidated_at = now()')
  await store.start()
  await Promise.all([...apis, ...workers].map(part => part.start()))
  figures.add('changes of profile')
  return profile
}
