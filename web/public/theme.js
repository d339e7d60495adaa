// Sets the colour scheme before the first paint. A file of its own, because the content security policy allows no inline script.
{
  let wanted = 'auto'
  try {
    wanted = localStorage.getItem('signpost-color-scheme') ?? 'auto'
  } catch {}
  const dark = wanted === 'dark' || (wanted !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
}
