import { useProviders } from '../../../queries/admin.ts'
import { pageWords } from './page-words.ts'

/** `pageWords` for what is said of one provider: its fields by their labels, unless the value comes from a variable or the file. */
export function usePageWords(provider: string): (sentence: string) => string {
  const { data } = useProviders()
  const sources = data?.providers.find(({ id }) => id === provider)?.sources ?? {}
  return (sentence) => pageWords(sentence, sources)
}
