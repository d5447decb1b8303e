import SweepModel
import SweepSpecs
import Testing

@Suite("Early termination and bayes")
struct TerminationTests {
    private static let metric = "metric: {name: loss}\n"

    @Test(
        "every rule is kept with all of its settings",
        arguments: [
            ("{type: hyperband, min_iter: 3}", .hyperband, ["min_iter": 3, "eta": 3.0, "strict": true]),
            (
                "{type: hyperband, max_iter: 27, s: 2.0, eta: 2, strict: false}", .hyperband,
                ["max_iter": 27, "s": 2, "eta": 2.0, "strict": false]
            ),
            ("{type: asha, max_iter: 81}", .asha, ["min_iter": 1, "eta": 3.0, "max_iter": 81]),
            ("{type: median}", .median, ["min_iter": 1, "min_runs": 5]),
            ("{type: threshold, value: 0.5, min_iter: 2}", .threshold, ["value": 0.5, "min_iter": 2]),
            ("{type: patience, iterations: 4}", .patience, ["iterations": 4, "min_delta": 0.0, "min_iter": 1]),
        ] as [(String, EarlyTermination.Kind, JSONObject)])
    func settings(text: String, kind: EarlyTermination.Kind, settings: JSONObject) {
        let result = read(sound(Self.metric + "early_terminate: \(text)"))
        #expect(result.diagnostics == [])
        #expect(result.specification?.earlyTerminate == EarlyTermination(kind: kind, settings: settings))
    }

    @Test(
        "what is wrong with a rule",
        arguments: [
            (
                "hyperband",
                "5:18: error: expected 'early_terminate' to be a mapping, got: 'hyperband' | write {type: hyperband, min_iter: 3}"
            ),
            ("{min_iter: 1}", "5:18: error: 'early_terminate' lacks 'type' | type: hyperband"),
            (
                "{type: envelope}",
                "5:25: error: expected 'early_terminate.type' to be one of hyperband, asha, median, threshold, patience, got: 'envelope'"
            ),
            ("{type: hyperband}", "5:18: error: 'early_terminate' lacks 'min_iter', or 'max_iter' and 's'"),
            ("{type: hyperband, max_iter: 9}", "5:18: error: 'early_terminate' lacks 's' beside 'max_iter'"),
            (
                "{type: hyperband, min_iter: 0}",
                "5:46: error: expected 'early_terminate.min_iter' to be an integer of at least 1, got: '0'"
            ),
            (
                "{type: hyperband, min_iter: 2, eta: 1}",
                "5:54: error: expected 'early_terminate.eta' to be a number above 1, got: '1'"
            ),
            (
                "{type: hyperband, min_iter: 2, strict: 'yes'}",
                "5:57: error: expected 'early_terminate.strict' to be true or false, got: 'yes'"
            ),
            (
                "{type: hyperband, min_iter: 2, brackets: 1}",
                "5:49: error: unknown key 'early_terminate.brackets' | known keys: eta, max_iter, min_iter, s, strict, type"
            ),
            (
                "{type: hyperband, min_iter: 3, s: 2}",
                "5:49: warning: 'early_terminate.s' has no effect beside 'min_iter' | leave one of them out"
            ),
            (
                "{type: hyperband, min_iter: 1, max_iter: 9, s: 2}",
                "5:36: warning: 'early_terminate.min_iter' has no effect beside 'max_iter' | leave one of them out"
            ),
            (
                "{type: asha, min_iter: 3, max_iter: 2}",
                "5:54: error: expected 'early_terminate.max_iter' to be at least 'min_iter', which is 3, got: '2'"
            ),
            ("{type: threshold}", "5:18: error: 'early_terminate' lacks 'value' | what the metric must be better than"),
            (
                "{type: patience}",
                "5:18: error: 'early_terminate' lacks 'iterations' | how many values may bring nothing better"
            ),
        ])
    func faults(text: String, expected: String) {
        #expect(report(sound(Self.metric + "early_terminate: \(text)")) == [expected])
    }

    @Test("a rule needs a metric to judge by")
    func withoutMetric() {
        #expect(
            report(sound("early_terminate: {type: hyperband, min_iter: 1}")) == [
                "4:18: error: 'metric' is missing, by which 'early_terminate' judges | metric: {name: loss, goal: minimize}"
            ])
    }

    @Test("bayes is read, and needs a metric and something to search")
    func bayes() {
        #expect(read(sound(Self.metric, method: "bayes")).specification?.method == .bayes)
        #expect(
            report(sound(parameters: "{x: {value: 1}}", method: "bayes")) == [
                "1:9: error: 'metric' is missing, which 'method: bayes' optimises | metric: {name: loss, goal: minimize}",
                "1:9: error: 'method: bayes' has nothing to search: every parameter is a constant | give one of them 'min' and 'max'",
            ])
    }

    @Test("what cannot be run yet is no fault of the file, and one of its submission")
    func submission() throws {
        let result = read(sound(Self.metric + "early_terminate: {type: median}", method: "bayes"))
        #expect(result.diagnostics == [])
        #expect(
            result.unsupported.map { $0.text(file: "f").split(separator: "\n")[0] } == [
                "f:1:9: error: the method 'bayes' is not supported yet",
                "f:5:1: error: 'early_terminate' is not supported yet",
            ])
        #expect(try result.get(file: "f").method == .bayes)
        #expect {
            try result.submittable(file: "f")
        } throws: { error in
            let fault = error as? Fault
            return fault?.code == .specification && fault?.details == result.unsupported
                && fault?.message == "cannot run 'f': 2 things not supported yet"
        }
    }
}
