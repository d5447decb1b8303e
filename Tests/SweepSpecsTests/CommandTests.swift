import SweepModel
import SweepSpecs
import Testing

@Suite("Command")
struct CommandTests {
    private static let parameters: JSONObject = [
        "lr": 1e-5, "name": "a b", "nest.k": [1, "x"], "off": false, "on": true, "zero": nil,
    ]

    private func argv(_ command: [String], parameters: JSONObject = Self.parameters) throws(Fault) -> [String] {
        var specification = Specification(
            method: .list,
            parameters: Self.parameters.names.map { ParameterDefinition(path: [$0], distribution: .constant(nil)) })
        specification.command = command
        return try CommandTemplate(specification: specification).argv(
            parameters: parameters, interpreter: "/usr/bin/python3", program: "train.py", argsFile: "/r/params.json",
            submitterEnvironment: [EnvironmentEntry("DATA", "/data"), EnvironmentEntry("HOME", "/home/ana")])
    }

    @Test(
        "every macro expands as in W&B's agent",
        arguments: [
            (["${env}"], ["/usr/bin/env"]),
            (["${interpreter}"], ["/usr/bin/python3"]),
            (["${program}"], ["train.py"]),
            (
                ["x", "${args}"],
                ["x", "--lr=1e-05", "--name=a b", "--nest.k=[1, 'x']", "--off=False", "--on=True", "--zero=None"]
            ),
            (
                ["x", "${args_no_equals}"],
                [
                    "x", "--lr", "1e-05", "--name", "a b", "--nest.k", "[1, 'x']", "--off", "False", "--on", "True",
                    "--zero", "None",
                ]
            ),
            (
                ["x", "${args_no_hyphens}"],
                ["x", "lr=1e-05", "name=a b", "nest.k=[1, 'x']", "off=False", "on=True", "zero=None"]
            ),
            (
                ["x", "${args_append_hydra}"],
                ["x", "+lr=1e-05", "+name=a b", "+nest.k=[1, 'x']", "+off=False", "+on=True", "+zero=None"]
            ),
            (
                ["x", "${args_override_hydra}"],
                ["x", "++lr=1e-05", "++name=a b", "++nest.k=[1, 'x']", "++off=False", "++on=True", "++zero=None"]
            ),
            (
                ["x", "${args_no_boolean_flags}"],
                ["x", "--lr=1e-05", "--name=a b", "--nest.k=[1, 'x']", "--on", "--zero=None"]
            ),
            (
                ["${args_json}"],
                [#"{"lr": 1e-05, "name": "a b", "nest.k": [1, "x"], "off": false, "on": true, "zero": null}"#]
            ),
            (["${args_json_file}"], ["/r/params.json"]),
            (["${envvar:DATA}"], ["/data"]),
            (["${envvar:UNSET}"], ["UNSET"]),
            (["${lr}", "${param:name}", "${nest.k}"], ["1e-05", "a b", "[1, 'x']"]),
        ])
    func macros(command: [String], expected: [String]) throws {
        #expect(try argv(command) == expected)
    }

    @Test(
        "inside a longer item only parameters, program, interpreter and envvar are replaced",
        arguments: [
            ("--lr=${lr}", "--lr=1e-05"), ("${param:lr}/${name}", "1e-05/a b"),
            ("$lr ${ lr} ${nope} $$ $", "$lr ${ lr} ${nope} $$ $"),
            ("--x=${args}", "--x=${args}"), ("--x=${env}", "--x=${env}"),
            ("${program}:${interpreter}", "train.py:/usr/bin/python3"),
            ("${envvar:DATA}/set", "/data/set"), ("a${", "a${"), ("${lr}${lr}", "1e-051e-05"), ("\\${lr}", "\\1e-05"),
        ])
    func inside(item: String, expected: String) throws {
        #expect(try argv([item]) == [expected])
    }

    @Test("a macro's name wins over a parameter of that name")
    func macroWins() throws {
        var specification = Specification(
            method: .list, parameters: [ParameterDefinition(path: ["program"], distribution: .constant(1))])
        specification.command = ["${program}", "${param:program}"]
        let argv = try CommandTemplate(specification: specification).argv(
            parameters: ["program": 1], interpreter: "p", program: "train.py", argsFile: "f", submitterEnvironment: [])
        #expect(argv == ["train.py", "1"])
    }

    @Test("what it needs is known before any run")
    func needs() {
        var specification = Specification(method: .list)
        #expect(CommandTemplate(specification: specification).usesProgram)
        #expect(CommandTemplate(specification: specification).usesInterpreter)
        specification.command = ["./run", "--p=${program}", "${envvar:DATA}", "x${envvar:OTHER}"]
        let template = CommandTemplate(specification: specification)
        #expect(template.usesProgram)
        #expect(!template.usesInterpreter)
        #expect(template.environmentNames == ["DATA", "OTHER"])
    }

    @Test("an empty command and a missing value are faults")
    func faults() {
        #expect(throws: Fault(.specification, "cannot expand the command: it is empty for this run")) {
            try argv(["${args}"], parameters: [:])
        }
        #expect(throws: Fault(.specification, "cannot expand the command: the point has no value for 'lr'")) {
            try argv(["x", "${lr}"], parameters: [:])
        }
    }

    private static func script(_ command: String, _ parameter: String = "values: [a, b]") -> [String] {
        errors("method: grid\ncommand: \(command)\nparameters: {x: {\(parameter)}}")
    }

    @Test(
        "a shell must not read a parameter's text as code",
        arguments: [
            "[sh, -c, 'echo ${x}']", "[/bin/bash, -lc, 'echo ${x}']",
            "['${env}', bash, -e, -o, pipefail, -c, 'echo ${x}']",
            "[nice, zsh, -c, -e, 'echo ${param:x}']",
        ])
    func shell(command: String) {
        let messages = Self.script(command)
        #expect(messages.count == 1)
        #expect(messages.first?.contains("the parameter 'x' holds text, and a shell would read it as code") == true)
        #expect(messages.first?.hasSuffix("| write \"$PARAM_X\"") == true)
        #expect(Self.script(command, "values: [1, 2.5, true, null]").isEmpty)
    }

    @Test(
        "elsewhere a parameter's text is only an argument",
        arguments: [
            "[sh, -c, 'echo \"$1\"', _, '--x=${x}']", "[sh, -c, '${x}']", "[sh, run.sh, '-c=${x}']",
            "[python, -c, 'f(${x})']",
        ])
    func noShell(command: String) {
        #expect(Self.script(command).isEmpty)
    }
}
