#pragma once
#include "kubectl-scan/report_options.hpp"
#include "unit/render/sample_reports.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace kscan::cmd {

/// Everything is shown, and nothing is left out.
inline ReportOptions options_of(std::vector<render::Output> outputs = {},
                                std::string_view gate = "none") {
  ReportOptions options;
  options.outputs = std::move(outputs);
  options.shown.set();
  options.gate = report::parse_gate(gate).value();
  return options;
}

inline report::Report one_image() {
  return render::report_of({render::vulnerable_image()});
}

}  // namespace kscan::cmd
