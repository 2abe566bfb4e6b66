#pragma once
#include <string_view>

namespace kscan::agent {

/// The sqlite file of a Java database without a row: empty_java_db.sql, built into the program.
[[nodiscard]] std::string_view empty_java_db() noexcept;

}  // namespace kscan::agent
