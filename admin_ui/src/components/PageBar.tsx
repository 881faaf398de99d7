import { createContext, useContext, useEffect, type ReactNode } from 'react';

/** What every page head carries on its right (search, notifications); the shell fills it, so that pages need not know it. */
export const BarTools = createContext<ReactNode>(null);

interface Props {
  title: ReactNode;
  name: string;
  sub?: ReactNode;
  lead?: ReactNode;
  children?: ReactNode;
}

/** The 52 px head of a page. `name` is the document title. */
export function PageBar({ title, name, sub, lead, children }: Props) {
  const tools = useContext(BarTools);
  useEffect(() => {
    document.title = name;
  }, [name]);
  return (
    <header className="bar">
      {lead}
      <h1>{title}</h1>
      {sub}
      <span className="grow" />
      {children}
      {tools}
    </header>
  );
}
