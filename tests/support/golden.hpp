#pragma once
#include <string_view>

namespace kscan::test {

/// Expects `text` to be, byte for byte, the file tests/golden/<name>. A failure names the first
/// line that differs. With KSCAN_UPDATE_GOLDEN=1 the file is written instead and the test is
/// skipped, so that an update run is never green.
void expect_golden(std::string_view name, std::string_view text);

}  // namespace kscan::test
