internal import SweepControl
internal import SweepModel
internal import SweepTerminal

/// Names and values beneath each other.
struct Facts {
    private var lines: [(name: String, value: String)] = []

    mutating func add(_ name: String, _ value: String?) { if let value, !value.isEmpty { lines.append((name, value)) } }

    func print() {
        let style = Console.style(.output)
        let width = lines.reduce(0) { max($0, $1.name.count) }
        Console.out(
            lines.map { line in
                "\(style.paint(TextWidth.pad(line.name, to: width), .grey))  \(VisibleText.line(line.value))\n"
            }.joined())
    }
}

extension SweepObject {
    /// Everything about a sweep, for people.
    func facts(_ style: Style) -> Facts {
        var facts = Facts()
        facts.add("sweep", sweep.text)
        if name != sweep.text { facts.add("name", name) }
        facts.add("state", StateMark(state, style).text + (reason.map { " (\($0.rawValue))" } ?? ""))
        facts.add("last error", lastError)
        facts.add("waits for", awaitedImages.isEmpty ? nil : "the image \(awaitedImages.joined(separator: " and "))")
        facts.add("runs", "\(counts.ended) of \(total.map { "\($0)" } ?? "an unbounded number") ended")
        facts.add("states", SweepTable.states(self, style))
        facts.add("holes", holesText.map { "\(holes) without a result: \($0)" })
        facts.add("objective", objective.map { "\($0.goal.rawValue) \($0.name)" })
        facts.add("best", best.map { "\(NumberText.short($0.value))  (\($0.run))" })
        facts.add("time left", etaSeconds.map(TimeText.duration))
        facts.add("method", method + (seed.map { ", seed \($0)" } ?? ""))
        facts.add("revision", revision > 1 || difference != nil ? "\(revision)" : nil)
        facts.add("not to be compared", difference)
        facts.add("owner", owner)
        facts.add("labels", labels.members.map { "\($0.name)=\(ValueText.short($0.value))" }.joined(separator: " "))
        facts.add("commit", commit)
        facts.add("submitted", createdAt.description)
        facts.add("ended", endedAt?.description)
        return facts
    }
}

extension RunDetail {
    /// Everything about a run but its attempts, for people.
    func facts(_ style: Style) -> Facts {
        var facts = Facts()
        facts.add("run", object.run)
        facts.add("state", StateMark(object.state, style).text + (object.reason.map { " (\($0.rawValue))" } ?? ""))
        facts.add("last error", object.lastError)
        for member in object.parameters.members { facts.add(member.name, ValueText.short(member.value)) }
        facts.add(
            "objective",
            object.objective.map { value in
                "\(value.name) = \(NumberText.short(value.value))" + (value.step.map { ", step \($0)" } ?? "")
            })
        facts.add("exit code", object.exitCode.map { "\($0)" })
        facts.add("time", object.durationSeconds.map(TimeText.duration))
        facts.add("queued", object.queuedAt.description)
        facts.add("started", object.startedAt?.description)
        facts.add("ended", object.finishedAt?.description)
        facts.add("revision", object.revision > 1 ? "\(object.revision)" : nil)
        facts.add("folder", runDir)
        return facts
    }

    func metricTable() -> Table {
        var table = Table([
            Table.Column("METRIC", minimum: 8), Table.Column("LAST", .right), Table.Column("MIN", .right),
            Table.Column("MAX", .right), Table.Column("COUNT", .right),
        ])
        for metric in metricSummary {
            table.add([
                Table.Cell(metric.name), Table.Cell(NumberText.short(metric.values.last)),
                Table.Cell(metric.values.min.map { NumberText.short($0) } ?? ""),
                Table.Cell(metric.values.max.map { NumberText.short($0) } ?? ""), Table.Cell("\(metric.values.count)"),
            ])
        }
        return table
    }

    func attemptTable() -> Table {
        var table = Table([
            Table.Column("ATTEMPT", .right), Table.Column("STATE"), Table.Column("WHY"), Table.Column("EXIT", .right),
            Table.Column("STARTED", expendable: 1), Table.Column("TIME", .right),
        ])
        for attempt in attemptList {
            let exit = attempt.exitCode.map { "\($0)" } ?? attempt.signal.map { "signal \($0)" }
            table.add([
                Table.Cell("\(attempt.attempt)"), Table.Cell(attempt.state.rawValue),
                Table.Cell(attempt.reason?.rawValue ?? ""), Table.Cell(exit ?? ""),
                Table.Cell(attempt.startedAt?.description ?? ""),
                Table.Cell(attempt.durationSeconds.map(TimeText.duration) ?? ""),
            ])
        }
        return table
    }
}
