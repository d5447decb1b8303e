import FoundationEssentials
import SweepModel
import Testing

/// The documented state diagrams have exactly the edges that the machines have.
@Suite struct DiagramTests {
    @Test func `the diagram of a run has every edge of its machine and no other`() throws {
        let page = try Page("RunStates")
        #expect(page.rows == Self.runEdges())
        #expect(page.arrows == Set(page.rows.map(\.arrow)))
    }

    @Test func `the diagram of a sweep has every edge of its machine and no other`() throws {
        let page = try Page("SweepStates")
        #expect(page.rows == Self.sweepEdges())
        #expect(page.arrows == Set(page.rows.map(\.arrow)))
    }

    /// Every change of state that any event can cause in any phase.
    private static func runEdges() -> Set<Edge> {
        var edges: Set<Edge> = []
        for phase in RunMachineTests.phases {
            for event in RunMachineTests.events {
                var machine = RunMachine(phase: phase, attempts: 2)
                let before = machine.state.rawValue
                guard (try? machine.handle(event, policy: RunMachineTests.policy, now: RunMachineTests.now)) != nil
                else { continue }
                edges.insert(Edge(from: before, event: name(event), to: machine.state.rawValue))
            }
        }
        return edges.filter { $0.from != $0.to }
    }

    private static func sweepEdges() -> Set<Edge> {
        var edges: Set<Edge> = []
        for state in SweepState.allCases {
            for reason in [nil] + SweepReason.allCases {
                for event in SweepMachineTests.events {
                    var machine = SweepMachine(state: state, reason: reason)
                    guard (try? machine.handle(event)) != nil else { continue }
                    edges.insert(Edge(from: state.rawValue, event: name(event), to: machine.state.rawValue))
                }
            }
        }
        return edges.filter { $0.from != $0.to }
    }

    /// The case's name without its values.
    private static func name(_ event: some Any) -> String { String("\(event)".prefix { $0 != "(" }) }
}

private struct Edge: Hashable, CustomStringConvertible {
    let from: String
    let event: String
    let to: String

    init(from: String, event: String, to: String) {
        (self.from, self.event, self.to) = (from, event, to)
    }

    /// From `| from | event | to | cause |`; nil for a line that is no row of states.
    init?(row: String) {
        let cells = row.split(separator: "|").map { cell in String(cell.filter { $0 != " " }) }
        guard cells.count == 4, cells[0] != "from", cells[0] != "---" else { return nil }
        self.init(from: cells[0], event: cells[1], to: cells[2])
    }

    var description: String { "\(from) -\(event)-> \(to)" }
    var arrow: String { "\(from) --> \(to)" }
}

/// A page of the catalogue with one table of edges and one diagram.
private struct Page {
    let rows: Set<Edge>
    let arrows: Set<String>

    init(_ name: String) throws {
        let path = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "../../Sources/SweepModel/Documentation.docc/\(name).md").path
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
        rows = Set(lines.compactMap(Edge.init(row:)))
        arrows = Set(
            lines.filter { $0.contains(" --> ") && !$0.contains("[*]") }.map { line in
                String(line.drop { $0 == " " })
            })
    }
}
