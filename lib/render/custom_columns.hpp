#pragma once
#include "base/error.hpp"
#include "render/style.hpp"
#include "report/report.hpp"

#include <iosfwd>
#include <string>

namespace kscan::render {

/// Errc::usage with what is wrong with the columns.
[[nodiscard]] Result<> check_custom_columns(const std::string& spec);
/// kubectl's "HEADER:.path,...": a line for each finding. A path is looked up in the finding as
/// json has it, with .image, .os and .targets of its image.
[[nodiscard]] Result<> write_custom_columns(const std::string& spec,
                                            const report::Report& report,
                                            const Style& style,
                                            std::ostream& out);

}  // namespace kscan::render
