#include "kubectl-scan/json_lines.hpp"
#include "kubectl-scan/output.hpp"
#include "render/render.hpp"
#include "unit/cmd/delivery.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sstream>

namespace kscan::cmd {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

class Silent : public run::Observer {
public:
  void on(const run::Tell& /*told*/) override {}
};

class Lines : public testing::Test {
protected:
  JsonLines lines(const ReportOptions& options) {
    return {std::make_unique<Silent>(), options, m_out};
  }
  /// What each line is about.
  std::vector<std::string> types() {
    std::vector<std::string> types;
    std::istringstream text(m_out.str());
    for (std::string line; std::getline(text, line);)
      types.push_back(json::parse(line).at("type").get<std::string>());
    return types;
  }

  std::ostringstream m_out;
};

ReportOptions to_stdout() {
  return options_of({{.format = render::Format::jsonl}});
}

TEST_F(Lines, AreWrittenWhenTheImageIsDone) {
  const ReportOptions options = to_stdout();
  JsonLines lines = this->lines(options);
  lines.on_image(one_image().images.front());
  EXPECT_THAT(types(), ElementsAre("image"));
}

TEST_F(Lines, AreNotWrittenAgainAtTheEnd) {
  const ReportOptions options = to_stdout();
  JsonLines lines = this->lines(options);
  report::Report report = one_image();
  report.images.push_back(report.images.front());  // the same, but nothing was told of it
  lines.on_image(report.images.front());
  prepare(options, report);
  lines.finish(report);
  EXPECT_THAT(types(), ElementsAre("image", "image", "summary"));
}

TEST_F(Lines, AreTheReportsOwnWhateverIsLeftOut) {
  ReportOptions options = to_stdout();
  options.shown.reset();
  JsonLines lines = this->lines(options);
  report::Report report = one_image();
  lines.on_image(report.images.front());
  const std::string early = m_out.str();
  prepare(options, report);
  std::ostringstream whole;
  ASSERT_TRUE(render::write(options.outputs.front(), report, {}, whole));
  EXPECT_THAT(whole.str(), testing::StartsWith(early));
}

TEST_F(Lines, AreLeftToTheEndInAFile) {
  const ReportOptions options = options_of({{.format = render::Format::jsonl, .file = "lines"}});
  JsonLines lines = this->lines(options);
  lines.on_image(one_image().images.front());
  EXPECT_EQ(m_out.str(), "");
}

TEST_F(Lines, ThatNobodyReadsAreNoErrorYet) {
  const ReportOptions options = to_stdout();
  JsonLines lines = this->lines(options);
  m_out.setstate(std::ios::badbit);
  lines.on_image(one_image().images.front());
  EXPECT_TRUE(m_out.good());
}

}  // namespace
}  // namespace kscan::cmd
