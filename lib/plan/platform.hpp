#pragma once
#include "plan/plan.hpp"

#include <string_view>

namespace kscan::plan {

/// What a scanner on nodes of this architecture cannot scan becomes refused: what runs on nodes of
/// another one, and Windows images, which are skipped until then.
void refuse_other_platforms(Plan& plan, std::string_view architecture);

}  // namespace kscan::plan
