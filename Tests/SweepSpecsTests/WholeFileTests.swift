import SweepModel
import SweepSpecs
import Testing

/// Faults of a file as a whole, and of what it lacks.
@Suite("Whole files")
struct WholeFileTests {
    @Test("all faults of a file are told at once, in the order of the file")
    func together() {
        let text = """
            program: 3
            metod: grid
            parameters: 5
            run_cap: many
            """
        #expect(
            report(text) == [
                "1:1: error: 'method' is missing | method: grid, random or list",
                "1:10: error: expected 'program' to be text, got: '3' | write it in quotes",
                "2:1: error: unknown key 'metod' | did you mean 'method'?",
                "3:13: error: expected 'parameters' to be a mapping of names to definitions, got: '5' | lr: {min: 0.001, max: 0.1}",
                "4:10: error: expected 'run_cap' to be an integer of at least 1, got: 'many'",
            ])
    }

    @Test(
        "the file as a whole",
        arguments: [
            ("", "0:0: error: the file is empty"),
            ("- a", "1:1: error: expected the file to hold a mapping with 'method' and 'parameters', got: a list"),
            (
                "a: [1, 2\nb: 3",
                "2:2: error: cannot read the file: did not find expected ',' or ']' | the text is not YAML from here on"
            ),
            (
                sound("method: list"), "4:1: error: 'method' is written twice in one mapping"
            ),
            (
                "a: \u{1}",
                "1:4: error: cannot read the file: control characters are not allowed | the text is not YAML from here on"
            ),
            ("a: *nope", "1:4: error: cannot read the file: found undefined alias | the text is not YAML from here on"),
            (
                "a: 1\n---\nb: 2",
                "2:1: error: cannot read the file: but found another document | the text is not YAML from here on"
            ),
            (
                "sweep:\n  method: grid",
                "1:1: error: everything stands beneath a 'sweep' key | take that key away, and move what it holds to the left"
            ),
        ])
    func files(text: String, expected: String) {
        #expect(report(text) == [expected])
    }

    @Test("a grid cannot enumerate a continuous range or probabilities")
    func grids() {
        #expect(
            report(sound(parameters: "{x: {min: 0.0, max: 1.0}}")) == [
                "3:14: error: cannot enumerate 'x' in a grid: its range is continuous | give 'values', or use 'method: random'"
            ])
        #expect(
            report(sound(parameters: "{x: {values: [1], probabilities: [1]}}")) == [
                "3:14: error: cannot enumerate 'x' in a grid: it has probabilities | leave the probabilities out, or use 'method: random'"
            ])
    }

    @Test("what is missing")
    func missing() {
        #expect(
            report("method: grid\nprogram: x") == [
                "1:1: error: 'parameters' is missing | parameters: {lr: {values: [0.1, 0.01]}}"
            ])
        #expect(
            report("method: grid\nparameters: {x: {value: 1}}") == [
                "1:1: error: 'program' is missing, which the command uses | add 'program: train.py', or a 'command' without ${program}"
            ])
        #expect(
            report("method: list\nprogram: x") == [
                "1:1: error: 'points' is missing, which 'method: list' runs | points: [{lr: 0.1}]"
            ])
        #expect(
            report("points: [{a: 1, b: 2}, {a: 1}]\ncommand: [x, '${b}']") == [
                "1:24: error: the point has no value for 'b', which the command uses"
            ])
        #expect(
            report(sound(method: "gird")) == [
                "1:9: error: expected 'method' to be one of grid, random, bayes, sobol, list, got: 'gird' | did you mean 'grid'?"
            ])
        #expect(
            report(sound(method: "custom")) == [
                "1:9: error: the method 'custom' is not supported yet | use 'random'"
            ])
    }
}
