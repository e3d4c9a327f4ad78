/** Why a policy scope refuses a command. */
export type PolicyRejectionCode =
  /** There is no such version. */
  | 'POLICY_VERSION_NOT_FOUND'
  /** The version was never validated, or its last validation found errors; the detail names them. */
  | 'POLICY_NOT_VALID'
  /** The version was in force once and has been replaced: draft its rules again as a new version. */
  | 'POLICY_VERSION_RETIRED';
