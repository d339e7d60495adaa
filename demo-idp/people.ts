/** Who can sign in at the demo provider. */
export interface Person {
  username: string
  name: string
  email: string
  groups: string[]
  about: string
}

export const people: Person[] = [
  {
    username: 'ada',
    name: 'Ada Adler',
    email: 'ada@demo.example',
    groups: ['admins', 'research'],
    about: 'administrator',
  },
  { username: 'ben', name: 'Ben Baker', email: 'ben@demo.example', groups: ['research'], about: 'research' },
  {
    username: 'chen',
    name: 'Chen Cui',
    email: 'chen@demo.example',
    groups: ['research', 'vision'],
    about: 'research, vision',
  },
  { username: 'dora', name: 'Dora Diaz', email: 'dora@demo.example', groups: ['platform'], about: 'platform' },
  { username: 'emil', name: 'Emil Evers', email: 'emil@demo.example', groups: [], about: 'in no group' },
]

export const personCalled = (username: string): Person | undefined => people.find((each) => each.username === username)

/** The claims of a person, as OpenID Connect Core 5.1 names them. */
export const claimsOf = (person: Person): Record<string, unknown> & { sub: string } => ({
  sub: `demo-${person.username}`,
  preferred_username: person.username,
  name: person.name,
  given_name: person.name.split(' ')[0],
  family_name: person.name.split(' ')[1],
  email: person.email,
  email_verified: true,
  groups: person.groups,
})
