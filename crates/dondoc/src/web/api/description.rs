//! The description of the API: OpenAPI 3.1, in both languages, written once when the program starts.

use schemars::Schema;
use schemars::generate::SchemaGenerator;
use serde_json::{Map, Value, json};

use super::operation::Operation;
use crate::web::language::Language;
use crate::web::problem::KNOWN;

/// See the module.
pub(crate) struct Description {
    operations: Vec<Operation>,
    /// Both languages in their order.
    json: [String; 2],
    schemas: Map<String, Value>,
}

impl Description {
    /// Describes operations.
    pub(super) fn new(operations: Vec<Operation>, mut generator: SchemaGenerator) -> Self {
        let paths = Language::ALL.map(|language| paths(&operations, &mut generator, language));
        let schemas: Map<String, Value> = generator.take_definitions(true);
        let json = Language::ALL.map(|language| {
            let paths = &paths[usize::from(language == Language::English)];
            let document = document(&operations, paths, &schemas, language);
            let mut written = serde_json::to_string_pretty(&document).unwrap_or_default();
            written.push('\n');
            written
        });
        Self {
            operations,
            json,
            schemas,
        }
    }

    /// The operations.
    pub(crate) fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The named schemas.
    pub(crate) fn schemas(&self) -> &Map<String, Value> {
        &self.schemas
    }

    /// The whole description.
    pub(crate) fn json(&self, language: Language) -> &str {
        &self.json[usize::from(language == Language::English)]
    }
}

fn document(operations: &[Operation], paths: &Value, schemas: &Map<String, Value>, language: Language) -> Value {
    let say = |key: &str| language.string(key, &[]);
    let mut tags: Vec<&str> = operations.iter().map(|operation| operation.tag).collect();
    tags.dedup();
    tags.sort_unstable();
    tags.dedup();
    let tags: Vec<Value> = tags
        .iter()
        .map(|tag| json!({ "name": tag, "description": say(&format!("api-tag-{tag}")) }))
        .collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": say("api-title"),
            "summary": say("api-summary"),
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "tags": tags,
        "paths": paths,
        "components": {
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer" },
                "session": { "type": "apiKey", "in": "cookie", "name": "session" },
            },
            "schemas": schemas,
        },
    })
}

fn paths(operations: &[Operation], generator: &mut SchemaGenerator, language: Language) -> Value {
    let mut paths = Map::new();
    for operation in operations {
        let described = operation_object(operation, generator, language);
        let entry = paths.entry(operation.path).or_insert_with(|| json!({}));
        if let Value::Object(methods) = entry {
            methods.insert(operation.method.as_str().to_ascii_lowercase(), described);
        }
    }
    Value::Object(paths)
}

fn operation_object(operation: &Operation, generator: &mut SchemaGenerator, language: Language) -> Value {
    let mut parameters = Vec::new();
    if let Some(schema) = operation.path_type {
        parameters.extend(parameters_of(&schema(generator), "path"));
    }
    if let Some(schema) = operation.query_type {
        parameters.extend(parameters_of(&schema(generator), "query"));
    }
    if operation.method != axum::http::Method::GET {
        parameters.push(json!({
            "name": "Idempotency-Key",
            "in": "header",
            "required": false,
            "description": language.string("api-idempotency-key", &[]),
            "schema": { "type": "string", "format": "uuid" },
        }));
    }
    let mut responses = Map::new();
    responses.insert(
        operation.success.as_str().to_owned(),
        success(operation, generator, language),
    );
    for status in operation.problems() {
        let titles: Vec<String> = KNOWN
            .iter()
            .filter(|(_, known)| *known == status)
            .map(|(code, _)| language.string(&format!("problem-{code}-title"), &[]))
            .collect();
        let content = json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
        let told = json!({ "description": titles.join(" / "), "content": content });
        responses.insert(status.as_str().to_owned(), told);
    }
    let mut object = json!({
        "operationId": operation.id,
        "summary": language.string(&format!("api-op-{}", operation.id), &[]),
        "tags": [operation.tag],
        "security": if operation.is_open { json!([]) } else { json!([{ "bearer": [] }, { "session": [] }]) },
        "parameters": parameters,
        "responses": responses,
    });
    if let Some(schema) = operation.input_type {
        let content = json!({ operation.takes: { "schema": schema(generator) } });
        object["requestBody"] = json!({ "required": true, "content": content });
    }
    object
}

fn success(operation: &Operation, generator: &mut SchemaGenerator, language: Language) -> Value {
    let description = language.string("api-success", &[]);
    match operation.output_type {
        Some(schema) => {
            json!({ "description": description, "content": { operation.gives: { "schema": schema(generator) } } })
        }
        None if operation.success == axum::http::StatusCode::OK => {
            json!({ "description": description, "content": { operation.gives: {} } })
        }
        None => json!({ "description": description }),
    }
}

/// One parameter a property of an object schema.
fn parameters_of(schema: &Schema, place: &str) -> Vec<Value> {
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let properties = schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    let parameter = |(name, schema): (&String, &Value)| {
        let mut schema = schema.clone();
        let description = schema.as_object_mut().and_then(|schema| schema.remove("description"));
        let mut parameter = json!({
            "name": name,
            "in": place,
            "required": place == "path" || required.contains(&name.as_str()),
            "schema": schema,
        });
        if let Some(description) = description {
            parameter["description"] = description;
        }
        parameter
    };
    properties.map(parameter).collect()
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;
    use serde::Deserialize;

    use super::super::operation::Api;
    use super::*;

    #[derive(Deserialize, JsonSchema)]
    struct TaskPath {
        /// Which task.
        #[expect(dead_code, reason = "only described")]
        task: String,
    }

    #[derive(Deserialize, JsonSchema)]
    struct Listing {
        #[expect(dead_code, reason = "only described")]
        after: Option<String>,
    }

    #[derive(Deserialize, JsonSchema)]
    struct Report {
        #[expect(dead_code, reason = "only described")]
        done: String,
    }

    #[test]
    fn an_operation_is_described_by_its_types() {
        let mut api = Api::new();
        let operation = Operation::post("/api/tasks/{task}/reports", "health")
            .path::<TaskPath>()
            .query::<Listing>()
            .input::<Report>()
            .created::<Report>();
        api.add(operation, async || "");
        let (_, description) = api.finish();
        let document: Value = serde_json::from_str(description.json(Language::English)).unwrap();
        let described = &document["paths"]["/api/tasks/{task}/reports"]["post"];
        let parameters = described["parameters"].as_array().unwrap();
        let names: Vec<_> = parameters
            .iter()
            .map(|p| (p["name"].as_str().unwrap(), p["required"] == true))
            .collect();
        assert_eq!(names, [("task", true), ("after", false), ("Idempotency-Key", false)]);
        assert_eq!(parameters[0]["description"], "Which task.");
        let reference = "#/components/schemas/Report";
        assert_eq!(
            described["requestBody"]["content"]["application/json"]["schema"]["$ref"],
            reference
        );
        assert_eq!(
            described["responses"]["201"]["content"]["application/json"]["schema"]["$ref"],
            reference
        );
        assert!(document["components"]["schemas"]["Report"].is_object());
        for status in ["401", "403", "404", "422", "500"] {
            assert!(described["responses"][status].is_object(), "{status}");
        }
    }

    #[test]
    fn parameters_of_a_path_are_typed() {
        let (_, description) = super::super::all().finish();
        let document: Value = serde_json::from_str(description.json(Language::Vietnamese)).unwrap();
        for operation in description.operations() {
            let named: Vec<&str> = operation
                .path
                .split('/')
                .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
                .collect();
            let method = operation.method.as_str().to_ascii_lowercase();
            let parameters = &document["paths"][operation.path][method]["parameters"];
            let typed = parameters.as_array().unwrap().iter().filter(|p| p["in"] == "path");
            let mut typed: Vec<&str> = typed.map(|p| p["name"].as_str().unwrap()).collect();
            typed.sort_unstable();
            let mut named = named;
            named.sort_unstable();
            assert_eq!(typed, named, "{}", operation.id);
        }
    }

    #[test]
    fn names_of_operations_are_their_own() {
        let (_, description) = super::super::all().finish();
        let mut ids: Vec<_> = description.operations().iter().map(|operation| operation.id).collect();
        ids.sort_unstable();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }
}
