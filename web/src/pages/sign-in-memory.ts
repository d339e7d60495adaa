const remembered = (key: string) => ({
  get: () => sessionStorage.getItem(key) ?? undefined,
  set: (value: string) => sessionStorage.setItem(key, value),
})

/** Which provider a person chose last, so that "try again" after a failure is one click. */
export const lastProvider = remembered('signpost-provider')

/** Where the person was going: a sign-in that fails comes back without it, and "try again" should lead there all the same. */
export const destination = remembered('signpost-return-to')
