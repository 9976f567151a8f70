import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '#ui/table.tsx'
import { formatDay } from '../chart-series.ts'

type DayTableProps = {
  caption: string
  columns: readonly string[]
  rows: readonly { date: string; cells: readonly string[] }[]
}

/** Newest first: it is read from the top. */
export function DayTable({ caption, columns, rows }: DayTableProps) {
  return (
    <Table>
      <caption className="sr-only">{caption}</caption>
      <TableHead>
        <TableRow>
          <TableHeader>Day (UTC)</TableHeader>
          {columns.map(column => (
            <TableHeader key={column} className="text-right">
              {column}
            </TableHeader>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {rows.toReversed().map(({ date, cells }) => (
          <TableRow key={date}>
            <th scope="row" className="whitespace-nowrap px-3 pl-4 text-left font-normal">
              {formatDay(date)}
            </th>
            {cells.map((cell, index) => (
              <TableCell key={columns[index]} className="h-8 text-right">
                {cell}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
