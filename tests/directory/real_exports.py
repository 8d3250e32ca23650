"""Excerpts in the shapes of ten public exports, rebuilt with made-up organizations and numbers.

The shapes: the specification's own examples (nested and as tables), Open Referral UK 1 and 3, the
Ohana API, the public HSDS transformer, iCarol, a Salesforce object, a state's list of shelters, and
an API's page of HSDS 3.1.
"""

from __future__ import annotations

from typing import Any

NESTED: list[dict[str, Any]] = [
    {
        "id": "o-1",
        "name": "Harbor House of Laredo",
        "alternate_name": "HHL",
        "description": "A shelter.",
        "email": "help@harbor.example",
        "website": "https://harbor.example",
        "tax_status": "nonprofit",
        "year_incorporated": 1999,
        "logo": "https://harbor.example/logo.png",
        "funding": [{"id": "f-1", "source": "City"}],
        "contacts": [
            {
                "id": "c-1",
                "name": "Front desk",
                "title": "Coordinator",
                "email": "desk@harbor.example",
                "phones": [{"id": "p-1", "number": "956-555-0101", "extension": 100}],
            }
        ],
        "locations": [
            {
                "id": "l-1",
                "location_type": "physical",
                "name": "Main house",
                "latitude": 27.5,
                "longitude": -99.5,
                "addresses": [
                    {"id": "a-1", "address_1": "1 Example St", "city": "Laredo",
                     "state_province": "TX", "postal_code": "78040", "country": "US"}
                ],
                "phones": [{"id": "p-2", "number": "956-555-0102", "type": "fax"}],
                "accessibility": [{"id": "x-1", "description": "Ramp"}],
            }
        ],
        "programs": [{"id": "g-1", "name": "Nights"}],
        "services": [
            {
                "id": "s-1",
                "name": "Night shelter",
                "status": "active",
                "minimum_age": 18,
                "maximum_age": 100,
                "interpretation_services": "Available in Urdu, Polish and Slovak",
                "eligibility_description": "Women only",
                "phones": [
                    {"id": "p-3", "number": "(956) 555-0103", "type": "voice",
                     "languages": [{"id": "n-1", "code": "es"}]},
                    {"id": "p-4", "number": "956-555-0104 ext. 7", "description": "Nights"},
                ],
                "schedules": [
                    {"id": "h-1", "freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR",
                     "opens_at": "22:00", "closes_at": "06:00", "timezone": -6},
                    {"id": "h-2", "freq": "WEEKLY", "byday": "TH", "opens_at": "10:00",
                     "closes_at": "18:00", "valid_from": "2005-01-01", "valid_to": "2005-01-01"},
                ],
                "service_areas": [
                    {"id": "r-1", "name": "Webb County, Texas"},
                    {"id": "r-2", "name": "All residents of the region", "extent": "{}",
                     "extent_type": "geojson"},
                ],
                "languages": [{"id": "n-2", "code": "en"}, {"id": "n-3", "name": "Spanish"}],
                "cost_options": [{"id": "k-1", "amount": 0}],
                "required_documents": [{"id": "d-1", "document": "ID"}],
            }
        ],
    }
]  # fmt: skip
SERVICE_ON_TOP: list[dict[str, Any]] = [
    {
        "id": "s-2",
        "name": "Legal desk",
        "url": "https://legal.example/desk",
        "status": "active",
        "fees": "None",
        "last_modified": "2026-03-15T10:30:45Z",
        "phones": [{"id": "p-5", "number": "+1 713 555 0105"}],
        "schedules": [{"id": "h-3", "description": "24/7"}],
        "service_areas": [{"id": "r-3", "name": "State of Texas"}],
        "organization": {"id": "o-2", "name": "Legal Aid Example", "description": "Lawyers."},
    }
]
UK_OLD: list[dict[str, Any]] = [
    {
        "id": "s-3",
        "name": "Advice line",
        "deliverable_type": "Advice",
        "attending_type": "phone",
        "assured_date": "2024-01-01",
        "status": "temporarily closed",
        "service_areas": [{"id": "r-4", "service_area": "Harris County, Texas", "uri": "E1"}],
        "regular_schedules": [
            {"id": "h-4", "dtstart": "2020-03-30", "freq": "WEEKLY", "interval": 1, "byday": "MO",
             "opens_at": "09:00", "closes_at": "17:00"},
            {"id": "h-5", "freq": "MONTHLY", "bymonthday": 1, "opens_at": "09:00",
             "closes_at": "12:00"},
        ],
        "contacts": [{"id": "c-2", "phones": [{"id": "p-6", "number": "713-555-0106"}]}],
        "service_at_locations": [
            {"id": "t-1", "location": {"id": "l-2", "name": "Office", "physical_addresses": [
                {"id": "a-2", "city": "Houston", "state_province": "TX"}]}}
        ],
        "eligibilitys": [{"id": "e-1", "eligibility": "Adults", "minimum_age": 18}],
        "organization": {"id": "o-3", "name": "Advice Example"},
    }
]  # fmt: skip
PAGE_3_1: list[dict[str, Any]] = [
    {
        "id": "o-4",
        "name": "Bridge Shelter",
        "additional_websites": [{"url": "https://bridge.example/es"}],
        "services": [
            {
                "id": "s-4",
                "name": "Bridge Shelter",
                "status": "active",
                "maximum_age": 17,
                "interpretation_services": "Any language by telephone interpreter",
                "phones": [{"id": "p-7", "number": "614-555-0107", "type": "hotline"}],
                "service_areas": [{"id": "r-5", "name": "43215", "extent_type": "postcode"}],
                "capacities": [
                    {"id": "q-1", "available": 3, "maximum": 20, "updated": "2026-11-29T22:00:00Z",
                     "unit": {"id": "u-1", "name": "Beds"}},
                ],
            }
        ],
    }
]  # fmt: skip
SPECIFICATION_TABLES = {
    "organizations.csv": "id,name,description,email,website,tax_id\n"
    "o-5,Example House,Help.,,https://house.example,12\n",
    "services.csv": "id,organization_id,name,status,minimum_age,assured_date\n"
    "s-5,o-5,Example House,active,65,2025-02-01\n",
    "phones.csv": "id,service_id,number,extension,type\np-8,s-5,614-555-0108,12,voice\n",
    "schedules.csv": "id,service_id,freq,interval,byday,opens_at,closes_at\n"
    'h-6,s-5,WEEKLY,1,"MO,TU",9:00 AM,5:00 PM\nh-7,s-5,WEEKLY,2,WE,09:00,17:00\n',
    "service_areas.csv": 'id,service_id,name,extent_type\nr-6,s-5,"Franklin County, Ohio",text\n',
    "programs.csv": "id,organization_id,name\ng-2,o-5,Days\n",
    "cost_options.csv": "id,service_id,amount\nk-2,s-5,5\n",
}
TRANSFORMER_TABLES = {
    "organizations.csv": "id,name,description,email,url\no-6,Clinic Example,Care.,,\n",
    "services.csv": "id,organization_id,program_id,name,status\ns-6,o-6,,Clinic Example,active\n",
    "locations.csv": "id,organization_id,name\nl-3,o-6,Clinic\n",
    "services_at_location.csv": "id,service_id,location_id\n,s-6,l-3\n",
    "physical_addresses.csv": "id,location_id,address_1,city,state_province,postal_code\n"
    ",l-3,2 Example St,Cleveland,OH,44113\n",
    "postal_addresses.csv": "id,location_id,city\n,l-3,Cleveland\n",
    "phones.csv": "id,location_id,service_id,number,type\n,l-3,,216.555.0109 x 4,\n",
    "regular_schedules.csv": "id,service_id,weekday,opens_at,closes_at\n"
    ",s-6,Monday,08:00,16:30\n,s-6,Tuesday,08:00,16:30\n",
    "eligibility.csv": "id,service_id,eligibility\n,s-6,anyone\n",
}
OHANA_TABLES = {
    "organizations.csv": "id,name,description,accreditations,date_incorporated\n"
    "1,Family Center,Families.,,1990-01-01\n",
    "locations.csv": "id,organization_id,name,short_desc\n1,1,Family Center,Center\n",
    "services.csv": "id,location_id,organization_id,name,status,audience\n"
    "1,1,1,Family Center,active,Families\n",
    "services_at_location.csv": "id,service_id,location_id\n1,1,1\n",
    "addresses.csv": "id,location_id,address_1,city,state_province,postal_code\n"
    "1,1,3 Example Ave,Miami,FL,33130\n",
    "mail_addresses.csv": "id,location_id,city\n1,1,Miami\n",
    "phones.csv": "id,location_id,department,extension,number,number_type,vanity_number\n"
    "1,1,Front,4385,305 555-0110,voice,\n2,1,,,305 555-0111,fax,\n3,1,Help,,305 555-0112,hotline,\n"
    "4,1,,,305 555-0113,sms,\n5,1,,,305 555-0114,tty,\n",
    "regular_schedules.csv": "id,service_id,weekday,opens_at,closes_at\n"
    "1,1,1,9:30am,17:00\n2,1,7,10am,5pm\n",
    "holiday_schedules.csv": "id,service_id,closed,start_date,end_date\n1,1,true,12/24,12/26\n",
    "taxonomy.csv": "taxonomy_id,name\n101,Emergency\n",
}
ICAROL_CSV = (
    "ResourceAgencyNum,PublicName,AgencyDescription,PhysicalCity,PhysicalState,PhysicalCounty,"
    "PhoneTollFree,PhoneFax,PhoneTTY,PhoneHotline,HoursOfOperation,LanguagesOffered,AgencyStatus,"
    "WebsiteURL,Coverage Area,Custom_Pets\n"
    "17,Safe Harbor,Shelter,Tulsa,OK,Tulsa,800-555-0115,918-555-0116,918-555-0117,918-555-0118,"
    '"Mon-Fri 8-5; closed holidays",English; Spanish,Active,https://safe.example,'
    '"Tulsa County, Oklahoma",Yes\n'
    "18,Closed House,Shelter,Tulsa,OK,Tulsa,800-555-0119,,,,24/7,English,Inactive,,"
    '"Tulsa County, Oklahoma",No\n'
)
SALESFORCE_CSV = (
    "Name,Phone__c,Website__c,City__c,State__c,servesMinors__c,aslInterpreter__c,Hours__c\n"
    "Justice Center,904-555-0120,https://justice.example,Jacksonville,FL,true,false,24 hours\n"
)
SHELTERS_CSV = (
    "Agency Name;Counties Served;Crisis Line;Office Phone;Fax;Hours of Operation;Notes\n"
    "Hope Shelter;Duval County, Florida;904-555-0121;904-555-0122 or 904-555-0123;904-555-0124;"
    "24 hours a day;Call first\n"
    "Test Row;;;;;;\n"
)
