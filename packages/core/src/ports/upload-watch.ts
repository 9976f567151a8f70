/** For whoever waits: one question for all of them. Throws `InfrastructureError` `DATABASE_UNAVAILABLE`. */
export interface UploadWatch {
  /** Which of these uploads are final, or not there (any more). */
  settledAmong(uploadIds: string[]): Promise<string[]>
}
