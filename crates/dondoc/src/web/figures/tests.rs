use serde_json::Value;

use crate::web::testing::TestApp;

/// What a figure counts, from its counts in JSON.
fn of(counts: &Value, figure: &str) -> i64 {
    let get = |name: &str| counts[name].as_i64().unwrap();
    let done = get("done_in_time") + get("done_late");
    match figure {
        "total" => done + get("open_in_time") + get("open_late"),
        "due" => done + get("open_late"),
        other => get(other),
    }
}

/// The address of a list by the filter that a row brings along.
fn list(filter: &Value, figure: &str, as_of: Option<&str>) -> String {
    let mut pairs: Vec<(String, String)> = vec![("figure".into(), figure.into())];
    for (name, value) in filter.as_object().unwrap() {
        let written = match value {
            Value::String(words) => words.clone(),
            Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
            _ => continue,
        };
        let name = if name == "states" { "state" } else { name };
        if !written.is_empty() {
            pairs.push((name.to_owned(), written));
        }
    }
    pairs.extend(as_of.map(|day| ("as_of".to_owned(), day.to_owned())));
    format!("/api/tasks?{}", serde_urlencoded::to_string(pairs).unwrap())
}

/// Every number is as long as its list, of now and of a past day, whatever it is broken down by.
#[tokio::test]
async fn every_number_is_as_long_as_its_list() {
    let app = TestApp::demo().await;
    app.sign_in_to_demo("vanphong").await;
    let asked = [
        ("by=agency", None),
        ("by=agency&unit=members", None),
        ("by=field", None),
        ("by=heading&period=year&year=2026&counted_by=given", None),
        ("by=directive&period=quarter&index=4&year=2026", None),
        ("by=place", None),
        ("by=agency&as_of=2026-10-20", Some("2026-10-20")),
        (
            "by=directive&period=free&from=1/9/2026&to=31/12/2026&as_of=2026-11-01",
            Some("2026-11-01"),
        ),
    ];
    for (query, as_of) in asked {
        let figures = app.json(&format!("/api/figures?{query}")).await;
        let rows = figures["rows"].as_array().unwrap();
        assert!(!rows.is_empty(), "{query}");
        let counted = [
            "total",
            "done_in_time",
            "done_late",
            "open_in_time",
            "open_late",
            "due",
            "withdrawn",
        ];
        for row in rows.iter().chain([&figures["total"]]) {
            for figure in counted {
                let address = list(&row["filter"], figure, as_of);
                let listed = app.json(&address).await["total"].as_i64();
                assert_eq!(
                    listed,
                    Some(of(&row["counts"], figure)),
                    "{query} {figure} {row} {address}"
                );
            }
        }
    }
}

#[tokio::test]
async fn compared_figures_show_what_they_were() {
    let app = TestApp::demo().await;
    app.sign_in_to_demo("lanhdao").await;
    let page = app.get("/figures?against=1/10/2026").await;
    assert_eq!(page.status, 200);
    assert!(
        page.body.contains("<del><span class=\"unseen\">Trước đó: </span>"),
        "{}",
        page.body
    );
    assert!(page.body.contains("so với ngày 01/10/2026"), "{}", page.body);
    assert!(page.body.contains("Cấp Sở") && page.body.contains("Cấp Xã") || page.body.contains("Cấp Sở"));
    let english = app.get("/figures?by=field&denominator=due&lang=en").await;
    assert!(english.body.contains("Completed on time"), "{}", english.body);
}

#[tokio::test]
async fn every_part_that_means_nothing_is_told_at_its_field() {
    let app = TestApp::demo().await;
    app.sign_in_to_demo("vanphong").await;
    let page = app
        .get("/figures?period=quarter&index=5&year=x&as_of=1/1/2030&lang=vi")
        .await;
    assert_eq!(page.status, 422);
    for field in ["index-error", "year-error", "as_of-error"] {
        assert!(page.body.contains(field), "{field} in {}", page.body);
    }
    assert_eq!(app.get("/api/figures?period=free").await.status, 422);
}

/// An agency sees the figures of the tasks it has a part in.
#[tokio::test]
async fn an_agency_sees_its_own() {
    let app = TestApp::demo().await;
    app.sign_in_to_demo("vanphong").await;
    let all = app.json("/api/figures").await;
    app.sign_in_to_demo("stc").await;
    let own = app.json("/api/figures").await;
    assert!(of(&own["total"]["counts"], "total") < of(&all["total"]["counts"], "total"));
    let listed = app.json("/api/tasks?figure=total&unit=groups").await;
    assert_eq!(listed["total"].as_i64(), Some(of(&own["total"]["counts"], "total")));
}
