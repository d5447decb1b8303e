import FoundationEssentials
import SweepModel
import TestSupport
import Testing

/// `Sweeps/` as a newcomer runs them.
@Suite struct ExampleTests {
    @Test(arguments: ["iris", "simulate"])
    func `try finds the best run of an example where its expectation says`(example: String) async throws {
        let folder = Programs.repository + "/Sweeps/" + example
        try await DaemonFixture.with(started: false) { sweepd in
            let result = try await sweepd.sweepctl("try", folder + "/sweep.yaml", "--state-dir", sweepd.state)
            #expect(result.code == 0, "\(result)")
            #expect(result.output.hasSuffix("results: \(sweepd.state)\n"))
            // What it kept is a daemon's state folder like any other.
            try await sweepd.start()
            let best = try await sweepd.json("best", "@last", "-n", "1")
            let winner = try #require(best.arrayValue?.first)
            try expect(winner, liesIn: try JSONParser.parse(Array(Scratch.text(of: folder + "/expected.json").utf8)))
            #expect(result.output.contains(try #require(winner["run"]?.stringValue)))
        }
    }

    private func expect(_ winner: JSONValue, liesIn expected: JSONValue) throws {
        let value = try #require(winner["objective"]?["value"]?.doubleValue)
        #expect(value <= expected["at_most"]?.doubleValue ?? -1)
        let region = try #require(expected["parameters"]?.objectValue)
        for (name, bounds) in region.members.map({ ($0.name, $0.value) }) {
            let value = try #require(winner["parameters"]?[name])
            if let values = bounds["values"]?.arrayValue { #expect(values.contains(value), "\(name)") }
            if let least = bounds["min"]?.doubleValue { #expect(value.doubleValue ?? -.infinity >= least, "\(name)") }
            if let most = bounds["max"]?.doubleValue { #expect(value.doubleValue ?? .infinity <= most, "\(name)") }
        }
    }
}
