internal import CSweepShims
internal import SweepModel

/// What changes while a device is used.
extension NVMLEntity {
    /// How much memory there is, how much is in use, and how much the driver keeps; no more than can be.
    mutating func memory() -> (total: ByteCount?, used: ByteCount?, reserved: ByteCount?) {
        var second = sweep_nvml_memory_v2()
        second.version = SWEEP_NVML_MEMORY_VERSION
        if let get = call.nvmlDeviceGetMemoryInfo_v2, succeeds(get(handle, &second)) {
            return Self.sensible(total: second.total, used: second.used, reserved: second.reserved)
        }
        var first = sweep_nvml_memory()
        guard let get = call.nvmlDeviceGetMemoryInfo, succeeds(get(handle, &first)) else { return (nil, nil, nil) }
        return Self.sensible(total: first.total, used: first.used, reserved: nil)
    }

    private static func sensible(
        total: UInt64, used: UInt64, reserved: UInt64?
    ) -> (total: ByteCount?, used: ByteCount?, reserved: ByteCount?) {
        guard (1 << 24...1 << 43).contains(total) else { return (nil, nil, nil) }
        let held = [used, reserved].map { amount in
            amount.flatMap { $0 <= total ? ByteCount(bytes: Int64($0)) : nil }
        }
        return (ByteCount(bytes: Int64(total)), held[0], held[1])
    }

    /// Everything at once.
    mutating func reading(processes: NVMLProcesses) -> DeviceReading {
        var reading = DeviceReading()
        let memory = memory()
        reading.memoryUsed = memory.used
        reading.memoryReserved = memory.reserved
        reading.utilisation = utilisation()
        reading.temperature = temperature()
        reading.power = number(call.nvmlDeviceGetPowerUsage).flatMap { $0 < 10_000_000 ? Int64($0) : nil }
        reading.energy = energy()
        reading.processes = processes.list(&self)
        noteHealth()
        reading.ailments = ailments
        return reading
    }

    private mutating func utilisation() -> Int? {
        var rates = sweep_nvml_utilisation()
        guard let get = call.nvmlDeviceGetUtilizationRates, succeeds(get(handle, &rates)), rates.gpu <= 100 else {
            return nil
        }
        return Int(rates.gpu)
    }

    private mutating func temperature() -> Int? {
        var celsius: UInt32 = 0
        guard let get = call.nvmlDeviceGetTemperature, succeeds(get(handle, 0, &celsius)), celsius < 200 else {
            return nil
        }
        return Int(celsius)
    }

    private mutating func energy() -> Int64? {
        var millijoules: UInt64 = 0
        guard let get = call.nvmlDeviceGetTotalEnergyConsumption, succeeds(get(handle, &millijoules)) else {
            return nil
        }
        return Int64(exactly: millijoules)
    }

    private mutating func noteHealth() {
        var (corrected, uncorrected, pending, failed): (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
        if let get = call.nvmlDeviceGetRemappedRows,
            succeeds(get(handle, &corrected, &uncorrected, &pending, &failed))
        {
            if failed == 1 { note(.remapFailed) }
            if pending == 1 { note(.remapPending) }
        }
        var retires: Int32 = 0
        if let get = call.nvmlDeviceGetRetiredPagesPendingStatus, succeeds(get(handle, &retires)), retires == 1 {
            note(.retirementPending)
        }
        noteRecovery()
    }

    private mutating func noteRecovery() {
        var field = sweep_nvml_field()
        field.id = Self.recoveryAction
        guard let get = call.nvmlDeviceGetFieldValues, succeeds(get(handle, 1, &field)), field.status == 0 else {
            return
        }
        // The value is a union, of which the first four bytes are meant.
        if let action = Ailment.Recovery(rawValue: Int(field.value & 0xFFFF_FFFF)) { note(.recovery(action)) }
    }

    /// NVML_FI_DEV_GET_GPU_RECOVERY_ACTION
    private static let recoveryAction: UInt32 = 230
}
