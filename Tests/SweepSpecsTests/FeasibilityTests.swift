import SweepModel
import SweepSearch
import SweepSpecs
import Testing

@Suite("Feasibility")
struct FeasibilityTests {
    private func feasibility(_ constraint: String, _ parameters: String, method: String = "grid") throws -> Feasibility
    {
        let text = sound("constraints: ['\(constraint)']", parameters: parameters, method: method)
        return Feasibility(try #require(read(text).specification))
    }

    @Test("a small space is counted, whatever the method")
    func small() throws {
        let parameters = "{x: {min: 1, max: 10}, y: {min: 1, max: 10}}"
        #expect(try feasibility("x + y <= 4", parameters) == .exact(6, of: 100))
        #expect(try feasibility("x + y <= 4", parameters, method: "random") == .exact(6, of: 100))
        #expect(try feasibility("x > y * 10", parameters) == .exact(0, of: 100))
    }

    @Test("a constraint that fails at a point is broken there")
    func failing() throws {
        #expect(try feasibility("1 / (x - 2) > 0", "{x: {min: 1, max: 4}}") == .exact(2, of: 4))
    }

    @Test("a large space is sampled")
    func large() throws {
        guard case .sampled(let count, let all) = try feasibility("x < 250000", "{x: {min: 0, max: 999999}}") else {
            Issue.record("expected a sample")
            return
        }
        #expect(all == 8_192 && (1750...2350).contains(count))
        guard case .sampled(let some, _) = try feasibility("x < 0.5", "{x: {min: 0.0, max: 1.0}}", method: "random")
        else {
            Issue.record("expected a sample")
            return
        }
        #expect((3850...4350).contains(some))
    }

    @Test("without constraints nothing is counted")
    func unconstrained() throws {
        #expect(Feasibility(try #require(read(sound()).specification)) == .unconstrained)
    }
}
