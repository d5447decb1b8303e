package import SweepModel
internal import SweepRecords

/// Commands that are told what happened to sweeps: beside the attempts, a few at once, and nobody waits for them.
extension Agent {
    private static let hooksMax = 4

    /// Runs a hook's command, now or after others; its end is told.
    package nonisolated func run(_ hook: HookPlan) {
        soon { agent in
            agent.hooks.append(hook)
            agent.startHooks()
        }
    }

    /// Waits until none runs, for at most as long as each may take.
    package func finishHooks() async {
        while let task = runningHooks.values.first { await task.value }
    }

    private func startHooks() {
        while runningHooks.count < Self.hooksMax, !hooks.isEmpty {
            let hook = hooks.removeFirst()
            runningHooks[hook.id] = Task {
                let failure = await HookProgram.run(hook)
                runningHooks[hook.id] = nil
                tell(.hookEnded(hook.id, of: hook.sweep, failure))
                startHooks()
            }
        }
    }
}
