import type { FaultEntry } from './entry.ts'

/** What happens once it is proven who the person is: userinfo, rules of admission, accounts. */
export const peopleFaults = {
  'userinfo-401': {
    kind: 'finding',
    stage: 'userinfo',
    title: 'The provider does not give more about the person',
    happened: '{url} answers HTTP {status}; the claims of the ID token were used.',
    cause: 'The access token is for another audience, or a proxy drops the Authorization header.',
    mend: ['Let {url} accept the access token, if name, e-mail or groups are missing.'],
  },
  'userinfo-thin': {
    kind: 'finding',
    stage: 'userinfo',
    title: 'The userinfo endpoint does not work',
    happened: '{url}: {reason}. The claims of the ID token were used.',
    cause: 'The endpoint has a failure, or answers in a form that is not understood.',
    mend: ['Look at the answer of {url}, if name, e-mail or groups are missing.'],
  },
  'userinfo-identity': {
    kind: 'fault',
    stage: 'userinfo',
    title: 'The provider does not say who it is',
    happened: 'This provider gives no ID token, and {url|its API} did not tell whose access token it gave: {reason}.',
    cause:
      'The scopes are not granted, a policy of the organization forbids the application, or the API has a failure.',
    mend: ['Let the application read the profile of the person at {url|the API}. {w.consent}'],
  },
  'userinfo-sub-mismatch': {
    kind: 'fault',
    stage: 'userinfo',
    title: 'The provider spoke of two people',
    happened: 'The ID token and the userinfo answer have different "sub".',
    cause: 'A cache before the userinfo endpoint, or a fault of the provider. Such an answer is never used.',
    mend: ['Look for a cache before {url}; let ID token and userinfo have the same sub (Keycloak: no mapper on sub).'],
  },
  'email-verified-string': {
    kind: 'mended',
    stage: 'provisioning',
    title: 'email_verified came as text',
    happened: 'The provider sent email_verified as "{value}"; it was read as {meaning}.',
    cause: 'A habit of some providers.',
    mend: ['Nothing needs to be done.'],
  },
  'email-missing': {
    kind: 'finding',
    stage: 'provisioning',
    title: 'The provider gave no e-mail address',
    happened: 'Claims received: {claims}. None of them is the e-mail address.',
    ahead: {
      title: 'No e-mail address is asked for',
      happened: 'The scope "email" is not asked for (but {scopes}), so that most providers give no address.',
      mend: ['Add email to scopes, unless addresses come without it. {w.email}'],
    },
    cause: 'The person has none at the provider, or the application may not see it.',
    mend: ['Allow the scope email for the application, or set emailClaim to the claim that has it. {w.email}'],
  },
  'email-required': {
    kind: 'fault',
    stage: 'provisioning',
    title: 'The provider gave no e-mail address, and one is needed',
    happened: 'requireVerifiedEmail is true, and no claim holds an e-mail address. Claims received: {claims|none}.',
    ahead: {
      title: 'An e-mail address is needed, and none is asked for',
      happened:
        'requireVerifiedEmail is true, and the scope "email" is not asked for (but {scopes}): where no address comes, nobody gets in.',
      mend: ['Add email to scopes, unless addresses come without it. {w.email}'],
    },
    cause: 'The person has none at the provider, or the application may not see it.',
    mend: [
      'Allow the scope email for the application, or set emailClaim to the claim that has it. {w.email}',
      'Set requireVerifiedEmail to auto, if people without an e-mail address should come in.',
    ],
    oauthError: 'access_denied',
  },
  'email-verified-false': {
    kind: 'fault',
    stage: 'provisioning',
    title: 'Your e-mail address is not verified',
    happened: 'A rule needs a verified e-mail address, and the provider says that this one is not verified.',
    cause: 'The person has not confirmed the address at the provider, or the provider says false of everybody.',
    mend: [
      'Let the person confirm the address, or mark it as verified at the provider. {w.verifiedEmail}',
      'If only administrators of the provider can set addresses: set requireVerifiedEmail to false.',
    ],
    visitor: 'Your e-mail address is not verified at the provider, and this server needs that. Ask its administrator.',
    oauthError: 'access_denied',
  },
  'email-verified-absent': {
    kind: 'fault',
    stage: 'provisioning',
    title: 'The provider does not say whether your e-mail address is verified',
    happened: 'A rule needs a verified e-mail address, and nothing proves it. Claims received: {claims|none}.',
    ahead: {
      title: 'The provider does not list the claim that verifies e-mail addresses',
      happened:
        'A rule needs verified e-mail addresses, and "{claim}" is not among the claims of the discovery document ({claimsSupported}): where it does not come, nobody gets in.',
    },
    cause: 'The provider does not send it for this application, or never does.',
    mend: [
      'Let the provider send email_verified. {w.verifiedEmail}',
      'If only administrators of the provider can set addresses: set requireVerifiedEmail to false.',
    ],
    oauthError: 'access_denied',
  },
  'domain-not-allowed': {
    kind: 'fault',
    stage: 'provisioning',
    title: 'Your e-mail domain is not admitted here',
    happened: 'allowedDomains of the provider does not have {domain|the domain of this person (none is known)}.',
    ahead: {
      title: 'Domains are admitted, and no e-mail address is asked for',
      happened:
        'allowedDomains is set, and the scope "email" is not asked for (but {scopes}): where no address comes, nobody gets in.',
      mend: ['Add email to scopes, unless addresses come without it. {w.email}'],
    },
    cause: 'A rule of this server.',
    mend: ['Add the domain to allowedDomains, if the person should come in.'],
    visitor: 'This server does not admit people of your e-mail domain. Ask its administrator.',
    oauthError: 'access_denied',
  },
  'not-in-allowed-group': {
    kind: 'fault',
    stage: 'provisioning',
    title: 'You are in none of the groups that are admitted here',
    happened: 'Groups received: {groups|none}; admitted are those of allowedGroups.',
    ahead: {
      title: 'Only some groups are admitted, and none may come',
      happened: 'allowedGroups is set, and {noGroups}: where no groups come, nobody gets in.',
      mend: [
        'Add {groupsScope} to scopes. {w.groups}',
        'Let the provider send the groups, or take allowedGroups away. {w.groups}',
      ],
    },
    cause: 'A rule of this server, or the provider does not send groups.',
    mend: [
      'Add a group of the person to allowedGroups, or the person to a group.',
      'If no groups were received: let the provider send them. {w.groups}',
    ],
    visitor: 'You are in none of the groups that this server admits. Ask its administrator.',
    oauthError: 'access_denied',
  },
  'groups-missing': {
    kind: 'finding',
    stage: 'provisioning',
    title: 'The provider said nothing of groups',
    happened: 'A rule needs groups, and there is no claim {groupsClaim|groups}. Claims received: {claims|none}.',
    ahead: {
      title: 'A rule needs groups, and none may come',
      happened: 'A rule needs groups, and {noGroups}.',
      mend: [
        'Add {groupsScope} to scopes. {w.groups}',
        'Let the provider send the groups, or set groupsClaim to the claim that has them. {w.groups}',
      ],
    },
    cause:
      'The provider does not send groups for this application, or calls the claim otherwise. Nothing was given or taken.',
    mend: ['Let the provider send the groups, or set groupsClaim to the claim that has them. {w.groups}'],
    lookAlikes: [
      { code: 'groups-overage', decides: 'The claims received have _claim_names or hasgroups.' },
      { code: 'namespaced-claim', decides: 'A claim received ends in the same word.' },
      { code: 'not-in-allowed-group', decides: 'The provider leaves the claim out for people in no group.' },
    ],
  },
  'namespaced-claim': {
    kind: 'finding',
    stage: 'provisioning',
    title: 'Groups came under another name',
    happened: 'A rule needs groups, and there is no claim {groupsClaim|groups}; there is {meant|one that ends so}.',
    ahead: {
      title: 'Groups may come under another name',
      happened:
        'A rule needs groups in the claim "{groupsClaim}"; the discovery document does not list it, and lists {meant}.',
    },
    cause:
      "Some providers (Auth0) let claims of one's own have names with an address in front only. Nothing was given or taken.",
    mend: ['Set groupsClaim to {meant}.', 'Or let the provider send the claim {groupsClaim}. {w.groups}'],
  },
  'groups-shape': {
    kind: 'mended',
    stage: 'provisioning',
    title: 'Groups came in another form than a list',
    happened:
      'The claim {groupsClaim|groups} is of the kind {shape|another}; it was read as the names that stand in it.',
    cause: 'A habit of some providers.',
    mend: ['Nothing needs to be done.'],
  },
  'groups-guid-vs-name': {
    kind: 'finding',
    stage: 'provisioning',
    title: 'The provider sends ids of groups, and the rules have names',
    happened: 'Groups received: {groups|none}. Groups in the rules: {rules|none}. None of them is the same.',
    ahead: {
      title: 'The rules have names of groups where the provider sends ids',
      happened: '{sender} sends the ids of groups, unless it is told otherwise; the rules have {rules}.',
    },
    cause: 'Entra and Ping send the id of a group.',
    mend: [
      'Write the ids into allowedGroups, adminGroups and groupTeams.',
      'Or let the provider send names (Entra: only for groups that come from an own directory; or app roles with groupsClaim roles). {w.groups}',
    ],
  },
  'group-teams-invalid': {
    kind: 'finding',
    stage: 'provisioning',
    title: 'Part of groupTeams is not understood',
    happened: 'These entries of groupTeams were left out: {entries|some}.',
    cause: 'An entry is a team, or {"team": NAME, "role": "admin", "member" or "viewer"}, or a list of these.',
    mend: ['Write the entries anew: group, colon, team.'],
  },
  'role-no-match': {
    kind: 'finding',
    stage: 'provisioning',
    title: 'No rule knows any group of the person',
    happened: 'Groups received: {groups|none}. Groups in the rules: {rules|none}. None of them is the same.',
    cause:
      'The person is meant to be in none of them, or they are written otherwise: upper and lower case and a slash before the name count.',
    mend: ['If the person should be in: write the group into the rule as it was received.'],
    lookAlikes: [
      { code: 'groups-guid-vs-name', decides: 'The groups received are ids.' },
      { code: 'groups-shape', decides: 'The groups received are one text.' },
    ],
  },
  'display-name-missing': {
    kind: 'mended',
    stage: 'provisioning',
    title: 'The provider gave no name',
    happened: 'There is no claim name; the name was made of what else came.',
    cause: 'The scope profile is not allowed for the application, or the person has no name at the provider.',
    mend: ['Nothing needs to be done.'],
  },
  'username-collision': {
    kind: 'finding',
    stage: 'provisioning',
    title: 'The user name was taken',
    happened: 'The person would be "{wish}", and somebody else is; the account is called "{username}".',
    cause:
      'Two people have the same name, or one person comes by two providers. Nobody is taken for another by the name.',
    mend: ['If it is one person: link the identity to the account "{wish}" and delete "{username}".'],
  },
  'link-takeover': {
    kind: 'finding',
    stage: 'provisioning',
    title: 'An address that is not proven belongs to an account',
    happened:
      'The provider gives the e-mail address of "{username}" and does not prove that it is the person\'s. Nothing followed from it.',
    cause:
      'It is the same person at a provider that does not verify addresses, or somebody who would like to be taken for that person.',
    mend: ['If it is the same person: link the identity to the account "{username}".'],
  },
  'groups-overage': {
    kind: 'finding',
    stage: 'provisioning',
    title: 'The person is in too many groups for a token',
    happened: 'The provider says that there are groups, and not which: {reason|they have to be asked for elsewhere}.',
    cause: 'Above a limit (Entra: 200) the groups are left out. Nothing was given or taken.',
    mend: [
      'Let the provider send only the groups that matter here. Entra: Groups assigned to the application, or app roles with groupsClaim roles.',
      'Entra: add User.Read to scopes and consent to it, so that the groups can be asked for.',
    ],
  },
  'claims-not-used': {
    kind: 'finding',
    stage: 'provisioning',
    title: 'Claims of somebody else were not used',
    happened: 'The provider passes on {claims|claims}, and they were left out: {reason|they could not be proven}.',
    cause: 'Claims that others have signed are believed only where they are proven, and never fetched from elsewhere.',
    mend: ['If their issuer is to be believed: add it to claimIssuers. Else nothing needs to be done.'],
  },
  'signup-disabled': {
    kind: 'fault',
    stage: 'provisioning',
    title: 'You have no account here',
    happened: 'The person is proven, has no account, and DISABLE_SSO_PROVISIONING=true forbids making one.',
    cause: 'A rule of this server.',
    mend: ['Make the account, or set DISABLE_SSO_PROVISIONING=false.'],
    visitor: 'You have no account on this server, and new ones are not made by themselves. Ask its administrator.',
    oauthError: 'access_denied',
  },
  'user-suspended': {
    kind: 'fault',
    stage: 'provisioning',
    title: 'Your account is disabled',
    happened: 'The account "{username}" is disabled on this server.',
    cause: 'An administrator disabled it.',
    mend: ['Enable the account, if the person should come in.'],
    visitor: 'Your account on this server is disabled. Ask its administrator.',
    oauthError: 'access_denied',
  },
  'account-exists-unlinked': {
    kind: 'fault',
    stage: 'provisioning',
    title: 'An account with this e-mail address exists',
    happened: 'No account belongs to this identity, and "{username|an account}" has its e-mail address.',
    cause:
      'Accounts are known by provider and sub. The address alone does not lead to the account: {notLinked|it proves too little}.',
    mend: [
      'The person may link it: enter the password of the account on the sign-in page, within ten minutes.',
      'If it is the same person: approve it (POST /api/admin/users/{username|USERNAME}/identities with this attempt), within a week.',
      'Set linkByEmail to true, if this provider may lead to accounts by verified addresses. It never leads to an administrator.',
    ],
    lookAlikes: [{ code: 'sub-changed', decides: 'The person signed in by this provider before.' }],
    visitor:
      'An account with your e-mail address exists. If it is yours, enter its password to link it; or ask the administrator.',
    oauthError: 'access_denied',
  },
  'sub-changed': {
    kind: 'finding',
    stage: 'provisioning',
    title: 'The provider seems to know this person by another sub',
    happened:
      'A new account was made. "{username}" is the same person at this provider by another sub, or has the same e-mail address.',
    cause:
      'The provider gave everybody a new sub (a new application or client id, a realm that was imported again), or the address went on to somebody else.',
    mend: [
      'If it is the same person: unlink the identity from the new account and link it to {username}.',
      'If everybody is affected: take back the change at the provider.',
    ],
  },
  'email-changed': {
    kind: 'finding',
    stage: 'provisioning',
    title: 'The new e-mail address belongs to another account',
    happened: 'The provider gives an address that "{username}" has. The person keeps the address from before.',
    cause: 'The address went from one person to another, or one person has two accounts.',
    mend: ['Take the address from {username}, or delete the account that is not needed.'],
  },
  'admin-demoted-by-sync': {
    kind: 'finding',
    stage: 'provisioning',
    title: 'The last administrator stays one',
    happened: 'By adminGroups "{username}" is no administrator any more, and there would be none left.',
    cause: 'The person left the group, or the provider does not send it. Groups received: {groups|none}.',
    mend: ['Make another person an administrator, or put the person into one of adminGroups.'],
  },
  'team-missing': {
    kind: 'finding',
    stage: 'provisioning',
    title: 'A group leads to a team that does not exist',
    happened: 'There is no team {teams}.',
    cause: 'Teams are not made by signing in.',
    mend: ['Make the team {teams}, or take its group out of groupTeams.'],
  },
} satisfies Record<string, FaultEntry>
